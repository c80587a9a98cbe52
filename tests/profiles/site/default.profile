escape 700
