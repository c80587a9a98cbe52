# The console, and kmscon or fbterm, without which it shows no Han.
lines unicode
