using Reconciliation.Domain.Tests.Scenarios;
using Xunit;

namespace Reconciliation.Domain.Tests.Parts;

/// <summary>Lines of a part without rules of its own, and how they are paired.</summary>
internal static class AutresLignes
{
    public static readonly Part Prevoyance = new(2, "prevoyance", "pv", "prevoyance", "prévoyance", "PREV");
    public static readonly DateTimeOffset Now = new(2025, 12, 30, 10, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Soin> Pair(params Ligne[] lignes)
    {
        // In any order.
        var soins = Pairing.Pair(JourneeDeSoins.From(lignes)).Soins;
        var backwards = Pairing.Pair(JourneeDeSoins.From(lignes.Reverse())).Soins;
        Assert.Equal(soins.SelectMany(s => s.Lignes.Prepend(null)), backwards.SelectMany(s => s.Lignes.Prepend(null)));
        return soins;
    }

    public static LigneAutre Autre(decimal montant, int ordre = 1)
    {
        var ro = Lignes.Ro(21);
        return new()
        {
            Id = new(Prevoyance, "prev", new("PREV", "D-1", ordre), ro.BeneficiaireId),
            Revision = 1,
            Nature = Nature.Paiement,
            Origine = null,
            AdherentId = ro.AdherentId,
            DateSoin = ro.DateSoin,
            ProfessionnelId = ro.ProfessionnelId,
            CodeActe = ro.CodeActe,
            Libelle = null,
            Depense = ro.Depense,
            Montant = Montant.FromEuros(montant),
            Destinataire = Destinataire.Assure,
            Canal = Canal.CarteVitale,
            TransmisLe = null,
            PayeLe = new(2025, 11, 18),
            Virement = "VPV-1",
            ReferenceSoin = null,
            Releve = Releve.Ameli,
        };
    }
}
