/* Close-on-exec closes at exec, and only then; other descriptors and their offsets survive. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *state(int fd)
{
	return fcntl(fd, F_GETFD) < 0 ? "closed" : "open";
}

static int after(char **argv)
{
	char text[8] = "";
	int kept = atoi(argv[1]), gone = atoi(argv[2]), duplicate = atoi(argv[3]);
	printf("kept %s, cloexec %s, its duplicate %s\n", state(kept), state(gone), state(duplicate));
	read(kept, text, 3);
	printf("offset survived: '%s'\n", text);
	return 0;
}

int main(int argc, char **argv)
{
	char numbers[3][12], name[] = "/tmp/cloexec_XXXXXX";
	if (argc == 4) return after(argv);
	int kept = mkstemp(name);
	unlink(name);
	write(kept, "abcdef", 6);
	lseek(kept, 3, SEEK_SET);
	int gone = open("/dev/null", O_RDONLY|O_CLOEXEC);
	int duplicate = dup(gone);
	printf("flags %d %d %d\n", fcntl(kept, F_GETFD), fcntl(gone, F_GETFD), fcntl(duplicate, F_GETFD));
	fflush(stdout);
	int fds[] = { kept, gone, duplicate };
	for (int i = 0; i < 3; i++) snprintf(numbers[i], sizeof numbers[i], "%d", fds[i]);
	execl("/proc/self/exe", "after", numbers[0], numbers[1], numbers[2], NULL);
	perror("execl");
	return 1;
}
