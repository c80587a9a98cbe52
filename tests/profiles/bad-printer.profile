printer command
