# xterm and the many that call themselves so: mlterm, GNOME, KDE, Xshell,
# SecureCRT, Windows Terminal.  Keys and colours are as terminfo says.
lines unicode
