/* What execve answers when it cannot: Linux's error, and the caller goes on. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "errno_name.h"

static char dir[] = "/tmp/exec_errors_XXXXXX";

static void attempt(const char *what, const char *path, char *arg)
{
	char *const args[] = { "x", arg, NULL };
	char *const env[] = { NULL };
	execve(path, args, env);
	printf("%s: %s\n", what, errno_name(errno));
}

static void file(const char *what, int mode, const char *content, size_t n)
{
	char path[128];
	snprintf(path, sizeof path, "%s/file", dir);
	unlink(path);
	int fd = open(path, O_WRONLY|O_CREAT, 0600);
	write(fd, content, n);
	fchmod(fd, mode);
	close(fd);
	attempt(what, path, NULL);
	unlink(path);
}

int main(void)
{
	static char big[200 * 1024];
	char path[128];
	setvbuf(stdout, NULL, _IOLBF, 0);
	mkdtemp(dir);
	attempt("no such file", "/nonexistent", NULL);
	attempt("a directory", "/tmp", NULL);
	attempt("below a file", "/proc/version/x", NULL);
	file("not executable", 0644, "#!/bin/sh\n", 10);
	file("text", 0755, "echo no\n", 8);
	file("empty", 0755, "", 0);
	file("truncated wasm", 0755, "\0asm\1\0\0\0\1", 9);
	file("wasm of another version", 0755, "\0asm\x0d\0\1\0", 8);
	file("interpreter missing", 0755, "#!/nonexistent/sh\n", 18);
	snprintf(path, sizeof path, "%s/loop", dir);
	symlink(path, path);
	attempt("symbolic link to itself", path, NULL);
	unlink(path);
	memset(big, 'a', sizeof big - 1);
	attempt("argument too long", "/proc/self/exe", big);
	attempt("bad pointer", "/proc/self/exe", (char *)-4096L);
	rmdir(dir);
	puts("still here");
	return 0;
}
