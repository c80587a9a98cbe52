colour no
key F1 \e[11~
key Home \e[1~
