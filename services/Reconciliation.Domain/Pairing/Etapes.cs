namespace Reconciliation.Domain;

/// <summary>
/// The stages of pairing inside one journée, from the surest evidence to the weakest. A line paired at one stage leaves the next
/// ones; an RO line stays open to the other contracts of the member. Where lines that are not interchangeable could be paired in
/// more than one way, nothing is guessed: all of them become one ambiguous group.
/// </summary>
internal sealed class Etapes
{
    private readonly Groupes _groupes;
    private readonly DecisionsEnVigueur _decisions;

    private Etapes(IEnumerable<Ligne> paiements, DecisionsEnVigueur decisions) =>
        (_groupes, _decisions) = (new(paiements, decisions), decisions);

    /// <summary>Groups the payments of one journée.</summary>
    /// <param name="paiements">Its payments, in the order of their identities.</param>
    /// <param name="estAnnule">Whether a payment was cancelled: what stands is paired before what does not, so that a cancelled
    /// payment does not take the partner of the one that replaces it.</param>
    /// <param name="decisions">What agents decided.</param>
    public static IEnumerable<Groupe> Grouper(IEnumerable<Ligne> paiements, Func<Ligne, bool> estAnnule, DecisionsEnVigueur decisions)
    {
        // Nearly every journée: one payment, or one of each part, which leave nothing to choose.
        switch (paiements.Take(3).ToArray())
        {
            case [var seul]:
                return [Groupe.De(seul)];
            case [LigneRo ro, LigneComplementaire rc] when decisions is { Liens.Count: 0, SepareDesLignes: false }:
                return Preuves.Relient(ro, rc) ? [Groupe.De(ro, rc)] : [Groupe.De(ro), Groupe.De(rc)];
        }

        var etapes = new Etapes(paiements, decisions);
        etapes.ParDecision();
        var annules = paiements.Where(estAnnule).Select(l => l.Id).ToHashSet();
        foreach (var etape in new Action<Func<Ligne, bool>>[] { etapes.ParNom, etapes.ParReferencePartagee, etapes.ParMontants, etapes.PartagerSansRo })
        {
            if (annules.Count > 0)
            {
                etape(l => !annules.Contains(l.Id));
            }

            etape(_ => true);
        }

        return etapes._groupes.Tous.Distinct();
    }

    // Stage 1.
    private void ParDecision()
    {
        foreach (var lien in _decisions.Liens)
        {
            _groupes.Reunir([.. lien.Lignes.Where(_groupes.Contient)]);
        }
    }

    // Stage 2: the RO line by its name first.
    private void ParNom(Func<Ligne, bool> candidate) => Etape(candidate, Preuves.Nom);

    // Stage 2: a shared reference next.
    private void ParReferencePartagee(Func<Ligne, bool> candidate) => Etape(candidate, Preuves.ReferencePartagee);

    // Stages 3, 4 and 5.
    private void ParMontants(Func<Ligne, bool> candidate)
    {
        Etape(candidate, Preuves.Montants);
        Etape(candidate, Preuves.Depense);
        ParActe(candidate);
    }

    private void Etape<T>(Func<Ligne, bool> candidate, Preuve<T> preuve)
        where T : struct
    {
        var complementaires = _groupes.EnAttenteDeRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        var enAttente = complementaires.ToLookup(preuve.DuComplementaire);
        foreach (var ro in _groupes.Ro.Where(r => candidate(r)).Where(ro => preuve.DuRo(ro) is not null).GroupBy(preuve.DuRo))
        {
            Apparier([.. ro], enAttente[ro.Key]);
        }
    }

    // Stage 5: a complementary line that declares no RO amount could go with any RO line of the act; one that does, with its equals.
    private void ParActe(Func<Ligne, bool> candidate)
    {
        var complementaires = _groupes.EnAttenteDeRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        var enAttente = complementaires.ToLookup(Preuves.Acte.DuComplementaire);
        foreach (var acte in _groupes.Ro.Where(r => candidate(r)).GroupBy(Preuves.Acte.DuRo))
        {
            var candidates = enAttente[acte.Key].ToList();
            var muettes = candidates.Where(rc => rc.MontantRoDeclare is null).ToList();
            if (muettes.Count > 0)
            {
                var montants = acte.Select(ro => ro.Montant).ToHashSet();
                Apparier([.. acte], candidates.Where(rc => rc.MontantRoDeclare is not { } declare || montants.Contains(declare)));
                continue;
            }

            foreach (var ro in acte.GroupBy(ro => ro.Montant))
            {
                Apparier([.. ro], candidates.Where(rc => rc.MontantRoDeclare == ro.Key));
            }
        }
    }

    // Lines that an agent linked are one candidate, and look for nothing more once one of them is paired.
    private void Apparier(IReadOnlyList<LigneRo> ro, IEnumerable<LigneComplementaire> complementaire)
    {
        foreach (var contrat in complementaire.GroupBy(rc => rc.Contrat).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var lignes = contrat.Where(rc => _groupes[rc.Id].ChercheRo).DistinctBy(rc => _groupes[rc.Id]).ToList();
            var disponibles = ro
                .Where(r => lignes.Exists(rc => _groupes.Accueille(r, rc)))
                .DistinctBy(r => _groupes[r.Id])
                .ToList();
            lignes.RemoveAll(rc => !disponibles.Exists(r => _groupes.Accueille(r, rc)));
            if (disponibles.Count == 0)
            {
                continue;
            }

            if (!Interchangeables.SansChoix(disponibles, lignes))
            {
                _groupes.Reunir([.. disponibles.Select(r => r.Id), .. lignes.Select(rc => rc.Id)]).EstAmbigu = true;
                continue;
            }

            foreach (var rc in lignes)
            {
                if (disponibles.Find(r => _groupes.Accueille(r, rc)) is { } partenaire)
                {
                    disponibles.Remove(partenaire);
                    _groupes.Reunir([partenaire.Id, rc.Id]);
                }
            }
        }
    }

    // Two contracts pay for one act: their lines share a soin even before the RO line is there to gather them.
    private void PartagerSansRo(Func<Ligne, bool> candidate)
    {
        var enAttente = _groupes.EnAttenteDeRo(candidate);
        if (enAttente.Count < 2)
        {
            return;
        }

        foreach (var acte in enAttente.GroupBy(rc => (rc.ProfessionnelId, rc.Depense, rc.MontantRoDeclare)))
        {
            foreach (var lignes in SelonReferences([.. acte]))
            {
                Partager(lignes);
            }
        }
    }

    private void Partager(List<LigneComplementaire> lignes)
    {
        var parContrat = lignes.DistinctBy(rc => _groupes[rc.Id]).GroupBy(rc => rc.Contrat).Select(g => g.ToList()).ToList();
        if (parContrat.Count < 2)
        {
            return;
        }

        if (!Interchangeables.SansChoix(parContrat))
        {
            _groupes.Reunir([.. lignes.Select(rc => rc.Id)]).EstAmbigu = true;
            return;
        }

        var rangs = parContrat.Max(l => l.Count);
        for (var rang = 0; rang < rangs; rang++)
        {
            var partage = parContrat.Where(l => l.Count > rang).Select(l => l[rang]).ToList();
            foreach (var rc in partage.Skip(1).Where(rc => _groupes.Accueille(partage[0], rc)))
            {
                _groupes.Reunir([partage[0].Id, rc.Id]);
            }
        }
    }

    // Lines that name different RO lines, or different soins, do not share one.
    private static IEnumerable<List<LigneComplementaire>> SelonReferences(List<LigneComplementaire> lignes)
    {
        var parRo = lignes.Select(rc => rc.ReferenceRo).OfType<Reference>().Distinct().Take(2).Count() > 1;
        var parSoin = lignes.Select(rc => rc.ReferenceSoin).OfType<string>().Distinct().Take(2).Count() > 1;
        return lignes
            .GroupBy(rc => (parRo ? rc.ReferenceRo : null, parSoin ? rc.ReferenceSoin : null))
            .Select(g => g.ToList());
    }
}
