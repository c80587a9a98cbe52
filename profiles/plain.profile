# For printers, programs that read along, and whoever wants no ornaments.
colour no
theme plain
lines none
