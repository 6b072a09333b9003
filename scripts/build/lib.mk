# SPDX-License-Identifier: GPL-2.0-only
#
# What all the other makefiles use: quiet output, one build at a time, rebuilding
# when a command changes, and the rules that compile one directory of sources.

Q := $(if $(V),,@)

# $(call msg,CC,file): the one line that a quiet build shows for a command. To
# stderr: stdout is for what was asked for, such as the output of a SCRIPT.
msg = @$(if $(V),:,printf '  %-8s%s\n' '$(1)' '$(2)' >&2)

# One make builds in a tree at a time. $(UNLOCK) stands before a command of a
# recipe that builds nothing and takes long: others may build meanwhile.
NO_LOCK_GOALS := help rtos-console hyp-log linux-apply
ifneq ($(filter-out $(NO_LOCK_GOALS),$(or $(MAKECMDGOALS),all)),)
BUILD_LOCK := $(shell scripts/build-lock $$PPID)
endif
UNLOCK := $(if $(BUILD_LOCK),kill $(BUILD_LOCK) 2>/dev/null || :;)
export DUET_BUILD_LOCK := $(or $(BUILD_LOCK),$(DUET_BUILD_LOCK))

# $(call quoted,VARIABLE): what the user gave, as one word of a shell command,
# whatever letters are in it
quoted = '$(subst ','\'',$(value $(1)))'

# $(call flags-rule,file,text): a file that is rewritten only when the text
# does change. What depends on it is so rebuilt when a command changes.
define flags-rule
$(1): FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' '$(subst ','\'',$(2))' | cmp -s - $$@ || \
		printf '%s\n' '$(subst ','\'',$(2))' > $$@
endef

# $(call compile-rules,source dir,output dir,CC,CFLAGS,made headers)
# .c and .S below the source directory to .o below the output directory, with
# dependency files. CFLAGS_OBJ: more flags of one object. The file name is relative to the source directory.
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

# $(call read-deps,objects): the dependency files beside them
read-deps = $(eval -include $(patsubst %.o,%.d,$(1)))

# A source that is gone, but which a dependency file of an earlier build names,
# is no error: what was made of it is made anew.
%.c: ;
%.cpp: ;
%.h: ;
%.S: ;
