using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Two payments that are alone pair at a glance, with the same result as the stages.</summary>
public sealed class PairingLaws
{
    [Fact]
    public void Two_payments_alone_pair_as_they_do_beside_a_stranger() => LawSettings.Holds(cases =>
    {
        if (cases.CurrentLignes.OfType<LigneRo>().FirstOrDefault(l => l.Nature == Nature.Paiement) is not { } ro
            || cases.CurrentLignes.OfType<LigneComplementaire>().FirstOrDefault(l => l.Nature == Nature.Paiement) is not { } found)
        {
            return;
        }

        var rc = found with { Id = found.Id with { Beneficiaire = ro.BeneficiaireId }, DateSoin = ro.DateSoin };
        var foreign = ro with
        {
            Id = ro.Id with { Reference = new("O", "étranger", 1) },
            ProfessionnelId = "étranger",
            CodeActe = "étranger",
            ReferenceSoin = null,
        };

        Assert.Equal(AreUnited([ro, rc, foreign], ro, rc), AreUnited([ro, rc], ro, rc));
    });

    [Fact]
    public void Each_kind_of_evidence_pairs_two_payments_alone()
    {
        var ro = Scenarios.Lignes.Ro(21);
        var rc = Scenarios.Lignes.Rc(9) with
        {
            MontantRoDeclare = Montant.FromEuros(20),
            ReferenceRo = null,
            ReferenceSoin = null,
            Depense = Montant.FromEuros(31)
        };
        Assert.False(AreUnited([ro, rc], ro, rc));
        Assert.True(AreUnited([ro, rc with { ReferenceRo = ro.Id.Reference }], ro, rc));
        Assert.True(AreUnited([ro with { ReferenceSoin = "X" }, rc with { ReferenceSoin = "X" }], ro, rc));
        Assert.True(AreUnited([ro, rc with { MontantRoDeclare = Montant.FromEuros(21) }], ro, rc));
        Assert.True(AreUnited([ro, rc with { Depense = ro.Depense }], ro, rc));
        Assert.True(AreUnited([ro, rc with { MontantRoDeclare = null }], ro, rc));
        Assert.False(AreUnited([ro, rc with { MontantRoDeclare = null, CodeActe = "autre" }], ro, rc));
    }

    private static bool AreUnited(Ligne[] lignes, Ligne ro, Ligne rc) => Pairing.Pair(JourneeDeSoins.From(lignes)).Soins
        .Any(s => s.Lignes.Any(l => l.Id == ro.Id) && s.Lignes.Any(l => l.Id == rc.Id));
}
