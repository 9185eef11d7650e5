using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Verdict;

/// <summary>
/// Money is neither made nor lost between the lines that count and the views: in all, by part, by recipient, and in every journée. Knows
/// nothing of pairing: only where a correction leads.
/// </summary>
internal static class Conservation
{
    public static void Check(Findings findings, Lines lines, Observed observed, DateTimeOffset now)
    {
        var unattached = observed.Unattached.Select(u => u.Name).ToHashSet();
        Unattached(findings, lines, observed, unattached);
        var attached = lines.Current.Where(l => !unattached.Contains(l.Key)).Select(l => l.Value).ToList();
        var views = observed.Soins.Select(s => s.View).ToList();
        ByPart(findings, attached, views);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).DateTime);
        var begun = attached.Where(l => l.PayeLe <= today).ToList();
        ByRecipient(findings, begun, views);
        ByJournee(findings, lines, attached, begun, views);
        Founders(findings, lines, observed);
    }

    private static void Unattached(Findings findings, Lines lines, Observed observed, HashSet<string> unattached)
    {
        findings.Add(
            "an unattached line is listed once", observed.Unattached.CountBy(u => u.Name).Where(u => u.Value > 1).Select(u => u.Key));
        findings.Add(
            "an unattached line is one of the lines that count, with its amount",
            observed.Unattached.Where(u => lines.Current.GetValueOrDefault(u.Name) is not { } line || Lines.Cents(line.Montant) != u.Cents)
                .Select(u => u.Name));
        findings.Add(
            "the unattached lines are the corrections that lead to no payment",
            lines.Current.Where(l => !lines.IsLooseRetenue(l.Value))
                .Where(l => unattached.Contains(l.Key) == lines.Root(l.Value) is not null)
                .Select(l => l.Key));
    }

    // Only the régime obligatoire holds anything back in this stream.
    private static void ByPart(Findings findings, List<PaiementEmis> attached, List<Vue> views)
    {
        const string Law = "the lines of each part add up to its views, to the cent";
        findings.Equal(
            Law,
            attached.OfType<PaiementRoEmis>().Sum(l => Lines.Cents(l.Montant)),
            views.Sum(v => Whole(v.PartRo) - Lines.Cents(v.MontantTotal.Retenues)),
            "RO, in cents:");
        findings.Equal(
            Law,
            attached.OfType<PaiementComplementaireEmis>().Sum(l => Lines.Cents(l.Montant)),
            views.Sum(v => Whole(v.PartComplementaire)),
            "complementary, in cents:");
    }

    // Money has reached nobody before its day.
    private static void ByRecipient(Findings findings, List<PaiementEmis> begun, List<Vue> views)
    {
        const string Law = "what was paid to accounts and to professionals adds up to the lines, to the cent";
        findings.Equal(Law, Paid(Destinataire.Assure), views.Sum(v => Lines.Cents(v.MontantTotal.AuCompte)), "to accounts, in cents:");
        findings.Equal(
            Law, Paid(Destinataire.Professionnel), views.Sum(v => Lines.Cents(v.MontantTotal.AuProfessionnel)),
            "to professionals, in cents:");

        long Paid(Destinataire recipient) => begun.Where(l => l.Destinataire == recipient).Sum(l => Lines.Cents(l.Montant));
    }

    // A correction counts where its payment is; a retenue that names no line, in its own journée.
    private static void ByJournee(
        Findings findings, Lines lines, List<PaiementEmis> attached, List<PaiementEmis> begun, List<Vue> views)
    {
        var placed = attached.ToLookup(l => Journee(lines.Home(l)));
        var paid = begun.ToLookup(l => Journee(lines.Home(l)));
        var shown = views.ToLookup(v => (v.BeneficiaireId, v.DateSoin));
        var journees = placed.Select(j => j.Key).Union(shown.Select(j => j.Key)).ToList();
        findings.Add(
            "the lines of every journée add up to its views, to the cent",
            journees.Select(j => (Journee: j, Expected: paid[j].Sum(l => Lines.Cents(l.Montant)), Found: shown[j].Sum(Paid)))
                .Where(j => j.Expected != j.Found)
                .Select(j => $"{Told(j.Journee)}: {j.Expected} expected, {j.Found} found"));
        findings.Add(
            "a journée shows a contested soin where, and only where, one of its lines is contested",
            journees.Where(
                j => placed[j].Any(l => lines.Contested.Contains(Lines.Canonical(l)))
                    != shown[j].Any(v => v.Situation == Situation.Conteste))
                .Select(Told));
    }

    private static void Founders(Findings findings, Lines lines, Observed observed)
    {
        var living = observed.Soins.Where(s => !IsEmptied(s.View)).ToList();
        findings.Add(
            "no line founds two soins that live",
            living.CountBy(s => s.Founder).Where(f => f.Value > 1).Select(f => f.Key));
        findings.Add(
            "every soin that lives was founded by a payment of its journée",
            living.Where(s => lines.Current.GetValueOrDefault(s.Founder) is not { Nature: Nature.Paiement } founder
                    || Journee(lines.Home(founder)) != (s.View.BeneficiaireId, s.View.DateSoin))
                .Select(s => s.View.SoinId.ToString()));
    }

    /// <summary>Whether a soin has no line any more: merged into another, or left by its lines.</summary>
    public static bool IsEmptied(Vue view) =>
        view.RemplacePar is not null || (view.PartRo.Etat == EtatPart.NonAttendue && view.PartComplementaire.Etat == EtatPart.NonAttendue);

    // While a payment is of a day ahead, a part shows the whole beside the amount paid so far.
    private static long Whole(PartVue part) =>
        Lines.Cents(part is { Etat: EtatPart.Attendue, PayeLe: not null } ? part.MontantAttendu : part.Montant);

    private static long Paid(Vue view) => Lines.Cents(view.MontantTotal.AuCompte) + Lines.Cents(view.MontantTotal.AuProfessionnel);

    private static (string Beneficiaire, DateOnly Date) Journee(PaiementEmis line) => (line.BeneficiaireId, line.DateSoin);

    private static string Told((string Beneficiaire, DateOnly Date) journee) =>
        FormattableString.Invariant($"{journee.Beneficiaire} {journee.Date:yyyy-MM-dd}");
}
