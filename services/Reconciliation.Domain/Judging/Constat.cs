namespace Reconciliation.Domain;

/// <summary>
/// What the facts of a soin say before any clock is read: what each part paid, what is expected, what was announced, whether the
/// promise is kept.
/// </summary>
internal sealed class Constat
{
    public Constat(Soin soin, DelaiAttendu delai)
    {
        Soin = soin;
        Ro = new(soin.Ro, soin.Retenues);
        Complementaire = new(soin.Complementaire, soin.Retenues);
        Depense = soin.Lignes.Max(l => l.Depense);
        EstAnnule = (Ro.EstAnnulee || Complementaire.EstAnnulee) && Ro.Brut == Montant.Zero && Complementaire.Brut == Montant.Zero;
        RoDeclare = Declarations.De(soin);
        Inchange = soin.EstAmbigu || !LesDeuxSontLa || RoDeclare.Count == 0 ? null : RoDeclare.All(declare => declare == Ro.Brut);
        RoManque = RoAttendu && Manque(Ro);
        ComplementaireManque = ComplementaireAttendu && Manque(Complementaire);
        ComplementaireEstime = ComplementaireManque ? Montant.Max(Montant.Zero, Montant.Min(BaseDuRo, Depense) - Ro.Brut) : null;
        AttenteRo = RoManque ? AttenteDuRo(delai) : null;
        AttenteComplementaire = ComplementaireManque ? AttenteDuComplementaire(delai) : null;
        RoALHeure = ALHeure(Ro, LesDeuxSontLa ? AttenteDuRo(delai) : null);
        ComplementaireALHeure = ALHeure(Complementaire, LesDeuxSontLa ? AttenteDuComplementaire(delai) : null);
    }

    public Soin Soin { get; }

    public PartDeSoin Ro { get; }

    public PartDeSoin Complementaire { get; }

    public Montant Depense { get; }

    public bool LesDeuxSontLa => Ro.EstLa && Complementaire.EstLa;

    public bool EstAnnule { get; }

    /// <summary>The RO amounts that the complementary part declares, each once; none where it declares nothing.</summary>
    public IReadOnlyList<Montant> RoDeclare { get; }

    public bool? Inchange { get; }

    /// <summary>RO is expected where a complementary line says that MGEN manages it and does not declare that it pays nothing.</summary>
    public bool RoAttendu => Soin.Complementaire.Any(l =>
        l.Nature == Nature.Paiement && l.RegimeObligatoire == RegimeObligatoire.Mgen && l.MontantRoDeclare is not { Cents: <= 0 });

    /// <summary>The complementary part is expected where RO says that MGEN manages it and something is left to pay.</summary>
    public bool ComplementaireAttendu =>
        Soin.Ro.Any(l => l.Nature == Nature.Paiement && l.Complementaire == Domain.Complementaire.Mgen) && Depense > Ro.Brut;

    public bool RoManque { get; }

    public bool ComplementaireManque { get; }

    /// <summary>The window of the RO part; null unless it is missing.</summary>
    public Attente? AttenteRo { get; }

    /// <summary>The window of the complementary part; null unless it is missing.</summary>
    public Attente? AttenteComplementaire { get; }

    public Attente? Attente => AttenteRo ?? AttenteComplementaire;

    public bool? RoALHeure { get; }

    public bool? ComplementaireALHeure { get; }

    /// <summary>What is still to come from RO, where the other part states it.</summary>
    public Montant? RoAnnonce => RoDeclare.Count > 0 ? RoDeclare.Max() : null;

    /// <summary>The least that is still to come from the complementary part: the ticket modérateur.</summary>
    public Montant? ComplementaireEstime { get; }

    public Montant TotalVerse => Ro.Brut + Complementaire.Brut;

    public Montant Valeur => Ro.Brut + Complementaire.Brut
        + (RoManque ? RoAnnonce ?? Montant.Zero : Montant.Zero)
        + (ComplementaireEstime ?? Montant.Zero);

    public Certitude Certitude =>
        ComplementaireManque || (RoManque && RoAnnonce is null) ? Certitude.Estime
        : RoManque ? Certitude.Annonce
        : Certitude.Ferme;

    /// <summary>Whether the parts do not add up, and nobody accepted it.</summary>
    public bool EstEnEcart => !Soin.EcartAccepte && ((LesDeuxSontLa && Inchange == false) || TotalVerse > Depense);

    private Montant BaseDuRo => Montant.Somme(Soin.Ro.Where(l => l.Nature == Nature.Paiement).Select(l => l.Base ?? Montant.Zero));

    // A cancelled part is owed again, unless its loss already shows as a gap or an agent accepted it.
    private bool Manque(PartDeSoin part) =>
        !EstAnnule && (!part.EstLa || (part.EstAnnulee && Inchange != false && !Soin.EcartAccepte));

    private Attente AttenteDuRo(DelaiAttendu delai)
    {
        var (origine, canal) = Complementaire.Paiements
            .Select(l => (Origine: l.TransmisLe ?? Paris.Fin(l.PayeLe), l.Canal))
            .Order()
            .First();
        return delai.Calculer(origine, canal);
    }

    private Attente AttenteDuComplementaire(DelaiAttendu delai) => delai.Calculer(Paris.Fin(Ro.Principal!.PayeLe), Ro.Principal.Canal);

    // The first payment of a soin cannot be late: nothing was counted before it.
    private static bool? ALHeure(PartDeSoin part, Attente? attente) =>
        part.Principal is { } paiement ? attente is null || attente.EstDansLesDelais(paiement.PayeLe) : null;
}

/// <summary>Which RO amounts the complementary lines of a soin declare.</summary>
internal static class Declarations
{
    /// <summary>
    /// Each amount once: several contracts echo one RO amount. Of one contract the last correction that restates the amount counts;
    /// where a soin holds several RO payments, the amounts that one contract declares for them add up.
    /// </summary>
    public static IReadOnlyList<Montant> De(Soin soin)
    {
        // Nearly every soin has one complementary line at most.
        if (soin.Complementaire.Count <= 1)
        {
            return soin.Complementaire is [{ MontantRoDeclare: { } declare, Nature: Nature.Paiement or Nature.Regularisation }] ? [declare] : [];
        }

        var plusieursRo = soin.Ro.Count(l => l.Nature == Nature.Paiement) > 1;
        return [.. soin.Complementaire
            .Where(l => l.MontantRoDeclare is not null && l.Nature is Nature.Paiement or Nature.Regularisation)
            .GroupBy(l => l.Contrat)
            .SelectMany(contrat => DuContrat([.. contrat], plusieursRo))
            .Distinct()
            .Order()];
    }

    private static List<Montant> DuContrat(List<LigneComplementaire> lignes, bool plusieursRo)
    {
        var paiements = lignes.Where(l => l.Nature == Nature.Paiement).Select(l => l.MontantRoDeclare!.Value).ToList();
        if (paiements.Count > 1)
        {
            return plusieursRo ? [Montant.Somme(paiements)] : paiements;
        }

        return [lignes.OrderBy(l => l.Nature != Nature.Paiement).ThenBy(l => l.PayeLe).ThenBy(l => l.Id, LigneId.Ordre).Last().MontantRoDeclare!.Value];
    }
}
