escape 0
