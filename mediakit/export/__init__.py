"""Writers: figures, tables and reports leave with the numbers behind them."""
