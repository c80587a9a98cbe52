# Two sets of characters at once, GBK and ACS, are too much for most.
lines ascii
