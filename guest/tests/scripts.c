/* #! scripts: the interpreter gets its argument, the script's path and the rest; a script may be the interpreter of none. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const char *what, const char *content)
{
	char path[] = "/tmp/script_XXXXXX";
	int status, fd = mkstemp(path);
	write(fd, content, strlen(content));
	fchmod(fd, 0755);
	close(fd);
	pid_t pid = fork();
	if (!pid) {
		execl(path, "zero", "one", "two words", NULL);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	printf("%s: exited %d\n", what, WEXITSTATUS(status));
	unlink(path);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	run("plain", "#!/bin/sh\necho \"$# $1 $2\"; exit 3\n");
	run("option", "#!/bin/sh -e\necho before; false; echo after\n");
	run("spaces", "#! /bin/sh  -f \necho *; exit 4\n");
	run("not a script", "echo no\n");
	return 0;
}
