# SecureCRT's ANSI, the Windows console, and others that agree on little.
# terminfo draws lines in code page 437, which they haven't in Chinese.
ech no
lines ascii
scroll no
