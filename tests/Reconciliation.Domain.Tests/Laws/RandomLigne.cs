namespace Reconciliation.Domain.Tests.Laws;

/// <summary>One generated line, in view of the lines before it.</summary>
internal static class RandomLigne
{
    private static readonly DateOnly Soin = new(2025, 11, 14);

    public static Ligne From(Draw t, IReadOnlyList<Ligne> before, int howMany)
    {
        var revised = before.Count > 0 && t.OfAHundred(15) ? before[t.Fewer(before.Count)] : null;
        var part = revised?.Id.Part ?? t.Among(Part.Ro, Part.Complementaire);
        var source = t.Among("S", "S", "S", "S", "S", "S", "S", "S", "S", "T");
        var beneficiaire = t.OfAHundred(12) ? "B2" : "B1";
        var id = revised?.Id ?? new(part, source, Nom(t.OfAHundred(90) ? before.Count : t.Fewer(howMany)), beneficiaire);
        var nature = t.Among(
            Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Paiement, Nature.Regularisation, Nature.Annulation,
            Nature.Retenue);
        var origine = nature == Nature.Paiement ? null : Origine(t, howMany);
        var montant = Montant(t, part, nature, before.FirstOrDefault(l => l.Id.Part == part && l.Id.Reference == origine));
        id = id with { Beneficiaire = beneficiaire };
        var common = Common(t, revised);
        return part == Part.Ro
            ? Ro(t, common with { Id = id, Nature = nature, Origine = origine, Montant = montant })
            : Complementaire(t, common with { Id = id, Nature = nature, Origine = origine, Montant = montant }, howMany);
    }

    private static Reference Nom(int rank) => new("O", "D", rank);

    // None, one that never comes, or any line of the case: before, after, itself, of the other part.
    private static Reference? Origine(Draw t, int howMany) => t.Fewer(8) switch
    {
        1 => null,
        2 => Nom(99),
        _ => Nom(t.Fewer(howMany)),
    };

    private static Montant Montant(Draw t, Part part, Nature nature, Ligne? origine) =>
        Domain.Montant.FromEuros((nature, part == Part.Ro) switch
        {
            (Nature.Paiement, true) => t.Among(21m, 21m, 17.50m, 0m, 30m),
            (Nature.Paiement, _) => t.Among(9m, 9m, 7.50m, 0m, 12.50m),
            (Nature.Annulation, _) =>
                origine is { Montant.Cents: > 0 } o && t.OfAHundred(70) ? -o.Montant.Euros : t.Among(-21m, -9m, -5m, 0m),
            (Nature.Retenue, _) => t.Among(-2m, -1m, 0m),
            _ => t.Among(-3.50m, 2m, -21m, 9m),
        });

    private static LigneRo Common(Draw t, Ligne? revised) => new()
    {
        Id = default,
        Revision = revised is null ? 1 : t.Among(2, revised.Revision, 1, 3),
        Nature = default,
        Origine = null,
        AdherentId = t.OfAHundred(10) ? "A2" : "A1",
        DateSoin = t.OfAHundred(12) ? Soin.AddDays(1) : Soin,
        ProfessionnelId = t.OfAHundred(20) ? "P2" : "P1",
        CodeActe = t.OfAHundred(20) ? "C" : "G",
        Libelle = t.OfAHundred(30) ? "Consultation généraliste" : null,
        Depense = Domain.Montant.FromEuros(t.Among(30m, 30m, 30m, 25m, 50m)),
        Montant = default,
        Destinataire = t.OfAHundred(25) ? Destinataire.Professionnel : Destinataire.Assure,
        Canal = t.OfAHundred(20) ? Canal.FeuilleDeSoins : Canal.CarteVitale,
        TransmisLe = t.OfAHundred(30) ? new DateTimeOffset(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1)).AddHours(t.Fewer(100)) : null,
        PayeLe = Soin.AddDays(t.Among(3, 3, 5, 1, 2, 10, 40)),
        Virement = t.Among("V1", "V2", "V3", "V4"),
        ReferenceSoin = t.Among(null, null, null, null, null, null, "X", "Y"),
        Releve = t.OfAHundred(20) ? Releve.Courrier : Releve.Ameli,
        Base = Domain.Montant.FromEuros(t.Among(30m, 30m, 25m)),
        Taux = 70,
        Complementaire = default,
    };

    private static LigneRo Ro(Draw t, LigneRo common) => common with
    {
        Base = common.Nature == Nature.Paiement ? common.Base : null,
        Taux = common.Nature == Nature.Paiement ? common.Taux : null,
        Complementaire = t.Among(
            Domain.Complementaire.Mgen, Domain.Complementaire.Mgen, Domain.Complementaire.Mgen, Domain.Complementaire.Autre,
            Domain.Complementaire.Aucune),
    };

    private static LigneComplementaire Complementaire(Draw t, LigneRo common, int howMany) => new()
    {
        Id = common.Id,
        Revision = common.Revision,
        Nature = common.Nature,
        Origine = common.Origine,
        AdherentId = common.AdherentId,
        DateSoin = common.DateSoin,
        ProfessionnelId = common.ProfessionnelId,
        CodeActe = common.CodeActe,
        Libelle = common.Libelle,
        Depense = common.Depense,
        Montant = common.Montant,
        Destinataire = common.Destinataire,
        Canal = common.Canal,
        TransmisLe = common.TransmisLe,
        PayeLe = common.PayeLe,
        Virement = common.Virement,
        ReferenceSoin = common.ReferenceSoin,
        Releve = common.Releve,
        Contrat = t.Among("INTEGRALE", "INTEGRALE", "SURCO", "TIERS"),
        RegimeObligatoire = t.OfAHundred(15) ? RegimeObligatoire.Autre : RegimeObligatoire.Mgen,
        MontantRoDeclare = t.Among<decimal?>(21m, 21m, 21m, 17.50m, null, 0m) is { } declare ? Domain.Montant.FromEuros(declare) : null,
        ReferenceRo = t.OfAHundred(15) ? Nom(t.Fewer(howMany)) : null,
    };
}
