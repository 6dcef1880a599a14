"""What single values mean: tidy text, encodings, dates, languages, names of files, columns of text."""
