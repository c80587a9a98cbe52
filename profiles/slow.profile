# For a line on which every byte is waited for: no ornaments, lists turn pages,
# and a key's sequence may take its time.
colour no
theme plain
lines none
thrift yes
escape 1000
