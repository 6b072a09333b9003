/* SPDX-License-Identifier: GPL-2.0-only */
/* A small program for a compiler: needs no header. */
extern int printf(const char *format, ...);

struct node {
	struct node *left, *right;
	int key;
};

static struct node nodes[512];
static int used;

static struct node *insert(struct node *root, int key)
{
	if (!root) {
		root = &nodes[used++];
		root->key = key;
	} else if (key < root->key) {
		root->left = insert(root->left, key);
	} else {
		root->right = insert(root->right, key);
	}
	return root;
}

static int depth(const struct node *root)
{
	int left, right;

	if (!root)
		return 0;
	left = depth(root->left);
	right = depth(root->right);
	return 1 + (left > right ? left : right);
}

int main(void)
{
	struct node *root = 0;
	unsigned int x = 1;
	int i;

	for (i = 0; i < 512; i++) {
		x = x * 1103515245u + 12345u;
		root = insert(root, x >> 16);
	}
	printf("%d nodes, %d deep\n", used, depth(root));
	return 0;
}
