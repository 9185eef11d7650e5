namespace Reconciliation.Domain;

/// <summary>The stages that compare two lines of one journée by the values that each states.</summary>
internal static class EvidenceStage
{
    /// <summary>Pairs lines that state the same evidence that they pay for one act.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="evidence">The evidence that must be alike.</param>
    /// <param name="sharesRo">Whether several lines of one contract may share an RO line.</param>
    public static void Run<T>(LigneGroups groups, Evidence<T> evidence, bool sharesRo = false)
        where T : struct
    {
        var complementaires = groups.AwaitingRo();
        if (complementaires.Count == 0)
        {
            return;
        }

        var waiting = complementaires.ToLookup(rc => (rc.DateSoin, evidence.OfComplementaire(rc)));
        foreach (var ro in groups.Ro.Where(ro => evidence.OfRo(ro) is not null).GroupBy(ro => (ro.DateSoin, evidence.OfRo(ro))))
        {
            Pair(groups, [.. ro], waiting[ro.Key], sharesRo);
        }
    }

    /// <summary>
    /// Stage 7. A line that declares no RO amount could go with any RO line of the act; one that does, with its equals. Nothing is guessed
    /// where lines of both kinds could go with one RO line and there is a choice.
    /// </summary>
    /// <param name="groups">The groups.</param>
    public static void ByActe(LigneGroups groups)
    {
        var complementaires = groups.AwaitingRo();
        if (complementaires.Count == 0)
        {
            return;
        }

        var waiting = complementaires.ToLookup(rc => (rc.DateSoin, EvidenceRules.Acte.OfComplementaire(rc)));
        foreach (var acte in groups.Ro.GroupBy(ro => (ro.DateSoin, EvidenceRules.Acte.OfRo(ro))))
        {
            foreach (var contrat in ByContrat(waiting[acte.Key]))
            {
                if (contrat.Exists(rc => rc.MontantRoDeclare is null && acte.Any(ro => groups.TakesIn(ro, rc))))
                {
                    Pair(groups, [.. acte], contrat, fits: EvidenceRules.FitsDeclared);
                    continue;
                }

                foreach (var ro in acte.GroupBy(ro => ro.Montant))
                {
                    Pair(groups, [.. ro], contrat.Where(rc => rc.MontantRoDeclare == ro.Key));
                }
            }
        }
    }

    /// <summary>
    /// Stage 8: where the numbers of the professionals are of two forms, and each line has the other for its only free candidate.
    /// </summary>
    /// <param name="groups">The groups.</param>
    public static void ByMontantsAlone(LigneGroups groups)
    {
        var complementaires = groups.AwaitingRo();
        if (complementaires.Count == 0)
        {
            return;
        }

        var stating = groups.Ro.ToLookup(ro => (ro.DateSoin, EvidenceRules.MontantsAlone.OfRo(ro)));
        foreach (var contrat in ByContrat(complementaires.Where(rc => EvidenceRules.MontantsAlone.OfComplementaire(rc) is not null)))
        {
            foreach (var lignes in contrat.GroupBy(rc => (rc.DateSoin, EvidenceRules.MontantsAlone.OfComplementaire(rc))))
            {
                // Found before any is paired: a pair takes no candidate from another.
                var pairs = lignes
                    .Select(rc => (Ro: Only(stating[lignes.Key].Where(ro => Fit(ro, rc))), Rc: rc))
                    .Where(p => p.Ro is not null && Only(lignes.Where(rc => Fit(p.Ro, rc))) is not null)
                    .ToList();
                foreach (var (ro, rc) in pairs)
                {
                    groups.Unite([ro!.Id, rc.Id]);
                }
            }
        }

        bool Fit(LigneRo ro, LigneComplementaire rc) => EvidenceRules.AreOfTwoForms(ro, rc) && groups.TakesIn(ro, rc);
    }

    private static T? Only<T>(IEnumerable<T> candidates)
        where T : class => candidates.Take(2).ToList() is [var only] ? only : null;

    /// <summary>
    /// Pairs RO lines with lines of each contract. Lines that an agent linked are one candidate, if any of them fits, and look for nothing
    /// more once one of them is paired.
    /// </summary>
    /// <param name="groups">The groups.</param>
    /// <param name="ro">The RO lines.</param>
    /// <param name="complementaire">The lines that could go with them.</param>
    /// <param name="sharesRo">Whether several lines of one contract may share an RO line.</param>
    /// <param name="fits">A condition that an RO line and a complementary one must fulfil besides; null: none.</param>
    public static void Pair(
        LigneGroups groups,
        IReadOnlyList<LigneRo> ro,
        IEnumerable<LigneComplementaire> complementaire,
        bool sharesRo = false,
        Func<LigneRo, LigneComplementaire, bool>? fits = null)
    {
        foreach (var contrat in ByContrat(complementaire))
        {
            var lignes = contrat.Where(rc => groups[rc.Id].LooksForRo && ro.Any(r => Fit(r, rc))).DistinctBy(rc => groups[rc.Id]).ToList();
            var available = ro
                .Where(r => lignes.Exists(rc => Fit(r, rc)))
                .DistinctBy(r => groups[r.Id])
                .ToList();
            lignes.RemoveAll(rc => !available.Exists(r => Fit(r, rc)));
            if (available.Count == 0)
            {
                continue;
            }

            if (sharesRo && SharesRo(available, lignes) && !groups.SeparatesAny(lignes))
            {
                groups.Share([available[0], .. lignes]);
                continue;
            }

            if (!InterchangeableLignes.WithoutChoice(available, lignes))
            {
                groups.Unite([.. available.Select(r => r.Id), .. lignes.Select(rc => rc.Id)]).IsAmbiguous = true;
                continue;
            }

            foreach (var rc in lignes)
            {
                if (available.Find(r => Fit(r, rc)) is { } partner)
                {
                    available.Remove(partner);
                    groups.Unite([partner.Id, rc.Id]);
                }
            }
        }

        bool Fit(LigneRo ro, LigneComplementaire rc) => groups.TakesIn(ro, rc) && fits?.Invoke(ro, rc) != false;
    }

    /// <summary>
    /// Whether several lines of one contract pay for one RO line: with it, or with any of like ones, they make up the cost of the care; or
    /// less, where they are unlike, since like ones may be two acts of which one RO line has come.
    /// </summary>
    /// <param name="ro">The RO lines that are open to them.</param>
    /// <param name="complementaire">The lines of the contract.</param>
    public static bool SharesRo(IReadOnlyList<LigneRo> ro, IReadOnlyList<LigneComplementaire> complementaire)
    {
        if (ro.Count == 0 || complementaire.Count < 2)
        {
            return false;
        }

        var paid = ro[0].Montant + Montant.Somme(complementaire.Select(rc => rc.Montant));
        return paid == ro[0].Depense
            ? InterchangeableLignes.AreEqual(ro)
            : paid < ro[0].Depense && ro.Count == 1 && !InterchangeableLignes.AreEqual(complementaire);
    }

    private static IEnumerable<List<LigneComplementaire>> ByContrat(IEnumerable<LigneComplementaire> lignes) =>
        lignes.GroupBy(rc => rc.Contrat).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToList());
}
