package dev.tallystick.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A text that is one of a few words: those of an enum of ours, as its `word()` says them, or its name in lower case.
/// The OpenAPI document lists them, so that a caller in a typed language cannot ask for a word that is none.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Words {
    Class<? extends Enum<?>>[] of() default {};

    /// Words that are in no enum.
    String[] also() default {};
}
