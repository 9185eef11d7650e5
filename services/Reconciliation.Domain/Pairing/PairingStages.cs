namespace Reconciliation.Domain;

/// <summary>
/// The stages of pairing inside one journée, from the surest evidence to the weakest. A line paired at one stage leaves the next
/// ones; an RO line stays open to the other contracts of the member. Where lines that are not interchangeable could be paired in
/// more than one way, nothing is guessed: all of them become one ambiguous group.
/// </summary>
internal sealed class PairingStages
{
    private readonly LigneGroups _groups;
    private readonly DecisionsInForce _decisions;

    private PairingStages(IEnumerable<Ligne> paiements, DecisionsInForce decisions) =>
        (_groups, _decisions) = (new(paiements, decisions), decisions);

    /// <summary>Groups the payments of one journée.</summary>
    /// <param name="paiements">Its payments, in the order of their identities.</param>
    /// <param name="isAnnule">Whether a payment was cancelled: what stands is paired before what does not, so that a cancelled
    /// payment does not take the partner of the one that replaces it.</param>
    /// <param name="decisions">What agents decided.</param>
    public static IEnumerable<LigneGroup> Group(IEnumerable<Ligne> paiements, Func<Ligne, bool> isAnnule, DecisionsInForce decisions)
    {
        // Nearly every journée: one payment, or one of each part, which leave nothing to choose.
        switch (paiements.Take(3).ToArray())
        {
            case [var single]:
                return [LigneGroup.From(single)];
            case [LigneRo ro, LigneComplementaire rc] when decisions is { Liens.Count: 0, SeparatesLignes: false }:
                return EvidenceRules.Tie(ro, rc) ? [LigneGroup.From(ro, rc)] : [LigneGroup.From(ro), LigneGroup.From(rc)];
        }

        var stages = new PairingStages(paiements, decisions);
        stages.ByDecision();
        var cancelled = paiements.Where(isAnnule).Select(l => l.Id).ToHashSet();
        foreach (var stage in new Action<Func<Ligne, bool>>[]
        {
            stages.ByName, stages.BySharedReference, stages.ByMontants, stages.ShareWithoutRo, stages.JoinAutres,
        })
        {
            if (cancelled.Count > 0)
            {
                stage(l => !cancelled.Contains(l.Id));
            }

            stage(_ => true);
        }

        return stages._groups.All.Distinct();
    }

    // Stage 1.
    private void ByDecision()
    {
        foreach (var link in _decisions.Liens)
        {
            _groups.Unite([.. link.Lignes.Where(_groups.Contains)]);
        }
    }

    // Stage 2: the RO line by its name first.
    private void ByName(Func<Ligne, bool> candidate) => Stage(candidate, EvidenceRules.Name);

    // Stage 2: a shared reference next.
    private void BySharedReference(Func<Ligne, bool> candidate) => Stage(candidate, EvidenceRules.SharedReference);

    // Stages 3, 4 and 5.
    private void ByMontants(Func<Ligne, bool> candidate)
    {
        Stage(candidate, EvidenceRules.Montants);
        Stage(candidate, EvidenceRules.Depense);
        ByActe(candidate);
    }

    private void Stage<T>(Func<Ligne, bool> candidate, Evidence<T> evidence)
        where T : struct
    {
        var complementaires = _groups.AwaitingRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        var waiting = complementaires.ToLookup(evidence.OfComplementaire);
        foreach (var ro in _groups.Ro.Where(r => candidate(r)).Where(ro => evidence.OfRo(ro) is not null).GroupBy(evidence.OfRo))
        {
            Pair([.. ro], waiting[ro.Key]);
        }
    }

    // Stage 5: a complementary line that declares no RO amount could go with any RO line of the act; one that does, with its equals.
    private void ByActe(Func<Ligne, bool> candidate)
    {
        var complementaires = _groups.AwaitingRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        var waiting = complementaires.ToLookup(EvidenceRules.Acte.OfComplementaire);
        foreach (var acte in _groups.Ro.Where(r => candidate(r)).GroupBy(EvidenceRules.Acte.OfRo))
        {
            var candidates = waiting[acte.Key].ToList();
            var silent = candidates.Where(rc => rc.MontantRoDeclare is null).ToList();
            if (silent.Count > 0)
            {
                var montants = acte.Select(ro => ro.Montant).ToHashSet();
                Pair([.. acte], candidates.Where(rc => rc.MontantRoDeclare is not { } declare || montants.Contains(declare)));
                continue;
            }

            foreach (var ro in acte.GroupBy(ro => ro.Montant))
            {
                Pair([.. ro], candidates.Where(rc => rc.MontantRoDeclare == ro.Key));
            }
        }
    }

    // Lines that an agent linked are one candidate, and look for nothing more once one of them is paired.
    private void Pair(IReadOnlyList<LigneRo> ro, IEnumerable<LigneComplementaire> complementaire)
    {
        foreach (var contrat in complementaire.GroupBy(rc => rc.Contrat).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var lignes = contrat.Where(rc => _groups[rc.Id].LooksForRo).DistinctBy(rc => _groups[rc.Id]).ToList();
            var available = ro
                .Where(r => lignes.Exists(rc => _groups.TakesIn(r, rc)))
                .DistinctBy(r => _groups[r.Id])
                .ToList();
            lignes.RemoveAll(rc => !available.Exists(r => _groups.TakesIn(r, rc)));
            if (available.Count == 0)
            {
                continue;
            }

            if (!InterchangeableLignes.WithoutChoice(available, lignes))
            {
                _groups.Unite([.. available.Select(r => r.Id), .. lignes.Select(rc => rc.Id)]).IsAmbiguous = true;
                continue;
            }

            foreach (var rc in lignes)
            {
                if (available.Find(r => _groups.TakesIn(r, rc)) is { } partner)
                {
                    available.Remove(partner);
                    _groups.Unite([partner.Id, rc.Id]);
                }
            }
        }
    }

    // Two contracts pay for one act: their lines share a soin even before the RO line is there to gather them.
    private void ShareWithoutRo(Func<Ligne, bool> candidate)
    {
        var waiting = _groups.AwaitingRo(candidate);
        if (waiting.Count < 2)
        {
            return;
        }

        foreach (var acte in waiting.GroupBy(rc => (rc.ProfessionnelId, rc.Depense, rc.MontantRoDeclare)))
        {
            foreach (var lignes in ByReferences([.. acte]))
            {
                Share(lignes);
            }
        }
    }

    private void Share(List<LigneComplementaire> lignes)
    {
        var byContrat = lignes.DistinctBy(rc => _groups[rc.Id]).GroupBy(rc => rc.Contrat).Select(g => g.ToList()).ToList();
        if (byContrat.Count < 2)
        {
            return;
        }

        if (!InterchangeableLignes.WithoutChoice(byContrat))
        {
            _groups.Unite([.. lignes.Select(rc => rc.Id)]).IsAmbiguous = true;
            return;
        }

        var ranks = byContrat.Max(l => l.Count);
        for (var rank = 0; rank < ranks; rank++)
        {
            var shared = byContrat.Where(l => l.Count > rank).Select(l => l[rank]).ToList();
            foreach (var rc in shared.Skip(1).Where(rc => _groups.TakesIn(shared[0], rc)))
            {
                _groups.Unite([shared[0].Id, rc.Id]);
            }
        }
    }

    // Last, when the two parts are paired and nothing can change that: lines of parts without rules of their own.
    private void JoinAutres(Func<Ligne, bool> candidate) => new AutrePairing(_groups).Join(candidate);

    // Lines that name different RO lines, or different soins, do not share one.
    private static IEnumerable<List<LigneComplementaire>> ByReferences(List<LigneComplementaire> lignes)
    {
        var byRo = lignes.Select(rc => rc.ReferenceRo).OfType<Reference>().Distinct().Take(2).Count() > 1;
        var bySoin = lignes.Select(rc => rc.ReferenceSoin).OfType<string>().Distinct().Take(2).Count() > 1;
        return lignes
            .GroupBy(rc => (byRo ? rc.ReferenceRo : null, bySoin ? rc.ReferenceSoin : null))
            .Select(g => g.ToList());
    }
}
