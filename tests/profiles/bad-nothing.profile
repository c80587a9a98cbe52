lines
