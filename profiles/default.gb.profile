# Emulators of GBK are of all ages: some erase and shift by characters where
# columns are meant (mlterm 3.9 does), and some don't know REP.
ech no
rep no
