printer-charset latin9
