/* A program starts, writes and ends with its status. */
#include <stdio.h>

int main(void)
{
	puts("hello, world");
	return 7;
}
