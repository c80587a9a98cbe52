# What holds for every terminal, unless a file that comes later says otherwise.
# zhen(1), PROFILES, tells which files apply and what the words mean.
lines unicode
escape 500
