key F13 \e[25~
