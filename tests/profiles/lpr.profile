printer command  lpr -P window1 
printer-charset gbk
