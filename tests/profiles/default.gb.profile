ech no   
# a comment

