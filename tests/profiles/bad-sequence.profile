key F1 x
