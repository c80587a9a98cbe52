/* The floor: read a byte from a raw terminal, write it back. */
#include <termios.h>
#include <unistd.h>

int
main(void)
{
	struct termios modes;
	char c;

	if (tcgetattr(0, &modes) == 0) {
		cfmakeraw(&modes);
		tcsetattr(0, TCSANOW, &modes);
	}
	while (read(0, &c, 1) == 1)
		if (write(1, &c, 1) != 1)
			return 1;
	return 0;
}
