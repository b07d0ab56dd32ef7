package dev.tallystick.lab.google.grid;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;

/// Numbers as people see them.
final class NumberText {

    private static final MathContext SHOWN = new MathContext(10, RoundingMode.HALF_UP);

    private NumberText() {}

    /// Without a format: up to ten digits, in the locale's way.
    static String general(double number, SheetLocale locale) {
        if (number == 0) {
            return "0";
        }
        BigDecimal exact = BigDecimal.valueOf(number);
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return exact.setScale(0, RoundingMode.UNNECESSARY).toPlainString();
        }
        double size = Math.abs(number);
        if (size >= 1e15 || size < 1e-9) {
            return symbols(new DecimalFormat("0.#########E00"), locale)
                    .format(number)
                    .replaceAll("E(\\d)", "E+$1");
        }
        String plain = exact.round(SHOWN).stripTrailingZeros().toPlainString();
        return plain.replace('.', locale.decimal());
    }

    static String patterned(double number, String pattern, SheetLocale locale) {
        String one = pattern.split(";", 2)[0];
        String shown = symbols(new DecimalFormat(one.replace("E+", "E").replace('"', '\'')), locale)
                .format(number);
        // DecimalFormat writes no sign in front of an exponent.
        return one.contains("E+") ? shown.replaceAll("E(\\d)", "E+$1") : shown;
    }

    private static DecimalFormat symbols(DecimalFormat format, SheetLocale locale) {
        var symbols = DecimalFormatSymbols.getInstance(locale.java());
        symbols.setDecimalSeparator(locale.decimal());
        symbols.setGroupingSeparator(locale.grouping());
        symbols.setMinusSign('-');
        format.setDecimalFormatSymbols(symbols);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format;
    }
}
