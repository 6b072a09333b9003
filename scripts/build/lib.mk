# SPDX-License-Identifier: GPL-2.0-only
#
# Used by all other makefiles: quiet output, one build at a time, rebuilding when
# a command changes, and the rules that compile a directory of sources.

Q := $(if $(V),,@)

# $(call msg,CC,file): the one line that a quiet build prints for a command, on
# stderr: stdout is for results, such as the output of a SCRIPT.
msg = @$(if $(V),:,printf '  %-8s%s\n' '$(1)' '$(2)' >&2)

# Only one make builds in a tree at a time. $(UNLOCK) goes before a long-running
# command that builds nothing, so that others may build meanwhile.
NO_LOCK_GOALS := help rtos-console hyp-log linux-apply
ifneq ($(filter-out $(NO_LOCK_GOALS),$(or $(MAKECMDGOALS),all)),)
BUILD_LOCK := $(shell scripts/build-lock $$PPID)
endif
UNLOCK := $(if $(BUILD_LOCK),kill $(BUILD_LOCK) 2>/dev/null || :;)
export DUET_BUILD_LOCK := $(or $(BUILD_LOCK),$(DUET_BUILD_LOCK))

# $(call quoted,VARIABLE): the user's value as one word of a shell command,
# whatever characters it contains
quoted = '$(subst ','\'',$(value $(1)))'

# $(call flags-rule,file,text): a file that is rewritten only if the text has
# changed, so that its dependents are rebuilt when a command changes.
define flags-rule
$(1): FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' '$(subst ','\'',$(2))' | cmp -s - $$@ || \
		printf '%s\n' '$(subst ','\'',$(2))' > $$@
endef

# $(call compile-rules,source dir,output dir,CC,CFLAGS,made headers)
# .c and .S files of the source directory to .o files of the output directory,
# with dependency files. CFLAGS_OBJ: additional flags of one object. The file
# name is relative to the source directory.
define compile-rules
$(eval $(call flags-rule,$(2)/.flags,$(3) $(4)))

$(2)/%.o: $(1)/%.c $(2)/.flags | $(5)
	$$(call msg,CC,$(1)/$$*.c)
	@mkdir -p $$(@D)
	$$(Q)$(3) $(4) $$(CFLAGS_OBJ) -MMD -MP -c -o $$@ $$<

$(2)/%.o: $(1)/%.S $(2)/.flags | $(5)
	$$(call msg,AS,$(1)/$$*.S)
	@mkdir -p $$(@D)
	$$(Q)$(3) $(filter-out -std=%,$(4)) -MMD -MP -c -o $$@ $$<
endef

# $(call read-deps,objects): includes their dependency files
read-deps = $(eval -include $(patsubst %.o,%.d,$(1)))

# A deleted source that is named by a dependency file of an earlier build is not
# an error: its dependents are rebuilt.
%.c: ;
%.cpp: ;
%.h: ;
%.S: ;
