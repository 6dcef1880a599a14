"""PDF."""
from mediakit.read.account import Options, Parsed
def recognise_pdf(head: bytes, text: str, name: str) -> tuple[float, str]:
    return (0.9, "the mark of a PDF") if head.startswith(b"%PDF") else (0.0, "")
def parse_pdf(data: bytes, options: Options, name: str = "") -> Parsed:
    return Parsed()
