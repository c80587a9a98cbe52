theme mono
thrift yes
escape 1000
scroll no
