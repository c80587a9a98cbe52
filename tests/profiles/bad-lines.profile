colour no
lines curly
