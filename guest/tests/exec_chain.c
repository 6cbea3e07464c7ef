/* Interpreters that are scripts: five of them in a row are followed, a sixth is ELOOP; each adds its argument and its path. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

static char dir[] = "/tmp/exec_chain_XXXXXX";

static void file(const char *name, const char *content, int mode)
{
	int fd = open(name, O_WRONLY|O_CREAT|O_TRUNC, 0600);
	write(fd, content, strlen(content));
	fchmod(fd, mode);
	close(fd);
}

static void run(const char *what, const char *name)
{
	int status;
	printf("%s: ", what);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		char *const args[] = { "zero", "one", "two words", NULL }, *const env[] = { "PATH=/bin:/usr/bin", NULL };
		execve(name, args, env);
		printf("%s\n", errno_name(errno));
		_exit(126);
	}
	waitpid(pid, &status, 0);
	printf("  exited %d\n", WEXITSTATUS(status));
}

int main(void)
{
	char name[16], content[400], what[32];
	setvbuf(stdout, NULL, _IOLBF, 0);
	mkdtemp(dir);
	chdir(dir);
	file("s1", "#!/bin/sh\necho $# \"$0\" \"$@\"\nexit 7\n", 0755);
	for (int n = 1; n <= 8; n++) {
		snprintf(name, sizeof name, "./s%d", n);
		snprintf(what, sizeof what, "%d deep", n);
		if (n > 1) {
			snprintf(content, sizeof content, "#!./s%d\n", n - 1);
			file(name, content, 0755);
		}
		run(what, name);
	}
	file("a2", "#! ./s1 an argument \n", 0755);
	file("a3", "#!./a2\tits own\n", 0755);
	run("with arguments", "./a3");
	file("self", "#!./self\n", 0755);
	run("its own interpreter", "./self");
	file("gone", "#!./nowhere\n", 0755);
	file("gone2", "#!./gone\n", 0755);
	run("interpreter's interpreter is missing", "./gone2");
	file("closed", "#!/bin/sh\n", 0644);
	file("closed2", "#!./closed\n", 0755);
	run("interpreter is not executable", "./closed2");
	file("text", "echo no\n", 0755);
	file("text2", "#!./text\n", 0755);
	run("interpreter is text", "./text2");
	file("blank", "#!  \n", 0755);
	run("no interpreter", "./blank");
	memset(content, 'a', 300);
	memcpy(content, "#!/", 3);
	strcpy(content + 300, "\n");
	file("long", content, 0755);
	run("longer than Linux reads", "./long");
	file("folder", "#!/tmp\n", 0755);
	run("interpreter is a directory", "./folder");
	file("last", "#!./s1", 0755);
	run("no end of line", "./last");

	static const char *const names[] = { "a2", "a3", "self", "gone", "gone2", "closed", "closed2", "text", "text2", "blank", "long", "folder", "last" };
	for (int n = 1; n <= 8; n++) {
		snprintf(name, sizeof name, "s%d", n);
		unlink(name);
	}
	for (int i = 0; i < sizeof names / sizeof *names; i++) unlink(names[i]);
	return rmdir(dir);
}
