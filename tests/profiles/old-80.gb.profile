lines ascii
ambiguous 1
