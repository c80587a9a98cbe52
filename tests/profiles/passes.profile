printer terminal
printer-feed yes
