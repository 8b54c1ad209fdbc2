// Lets veraPDF judge each PDF given against PDF/A-2a and PDF/UA-1, all in one run of the Java machine.
// Prints "holds <file> <flavour>", or "breaks <file> <flavour> <section>-<test> <what>" for each rule that is broken.

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

final class Validate {
    private static final List<PDFAFlavour> FLAVOURS = List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            for (PDFAFlavour flavour : FLAVOURS) {
                validate(new File(path), flavour);
            }
        }
    }

    private static void validate(File file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            String subject = file.getName() + " " + flavour;
            if (result.isCompliant() && result.getTotalAssertions() > 0) {
                System.out.println("holds " + subject);
            } else {
                broken(result).forEach((rule, what) -> System.out.println("breaks " + subject + " " + rule + " " + what));
            }
        }
    }

    /** What is wrong, where it is met first, by the section of the standard and the number of veraPDF's test. */
    private static Map<String, String> broken(ValidationResult result) {
        Map<String, String> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                broken.putIfAbsent(rule, assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
        }
        return broken;
    }
}
