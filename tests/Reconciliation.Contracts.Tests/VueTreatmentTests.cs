using Reconciliation.Core;
using Reconciliation.Domain;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// Every member of a view has a treatment wherever a view is made from another, or from a judgement. A member that is added fails here
/// until its treatment is chosen.
/// </summary>
public sealed class VueTreatmentTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 30, 10, 0, 0, TimeSpan.Zero);

    private static readonly Guid SoinId = new("00000000-0000-0000-0000-000000000007");
    private static readonly Guid Another = new("00000000-0000-0000-0000-000000000008");

    // The names of the soin and its persons, which stay whatever becomes of its lines.
    private static readonly string[] Names =
    [
        nameof(Vue.SoinId), nameof(Vue.AdherentId), nameof(Vue.BeneficiaireId),
        nameof(Vue.DateSoin), nameof(Vue.ProfessionnelId), nameof(Vue.CodeActe),
        nameof(Vue.Libelle), nameof(Vue.Epoque),
    ];

    [Fact]
    public void A_judged_view_gives_every_member_but_the_soin_that_took_its_lines() => Assert.Equal(
        [nameof(Vue.RemplacePar)],
        typeof(Vue).GetProperties().Where(p => IsUnset(p.GetValue(Judged()))).Select(p => p.Name));

    [Fact]
    public void The_last_view_of_a_soin_without_lines_keeps_its_names_and_nothing_else()
    {
        var before = Judged() with { RemplacePar = Another };
        var after = VueMapper.Emptied(before, SoinId, before.Version + 1, Now.AddDays(1));
        Assert.Equal(Names.Order(StringComparer.Ordinal), Same(before, after));
    }

    [Fact]
    public void A_share_replaces_what_is_counted_or_told_of_one_member_only()
    {
        var before = Judged();
        var after = VueMapper.Share(before, new(Montant.FromEuros(1), "Autre.", []));
        string[] replaced =
            [nameof(Vue.MontantTotal), nameof(Vue.Message), nameof(Vue.MessageParties)];
        string[] shared =
        [
            .. Names, nameof(Vue.Version), nameof(Vue.MisAJourLe), nameof(Vue.RemplacePar),
            nameof(Vue.Depense), nameof(Vue.Situation), nameof(Vue.Niveau),
            nameof(Vue.PartRo), nameof(Vue.PartComplementaire), nameof(Vue.ResteACharge),
            nameof(Vue.VersementUnique), nameof(Vue.OrdreVersements), nameof(Vue.EcartJours),
            nameof(Vue.Retenues),
        ];
        Assert.Equal(shared.Order(StringComparer.Ordinal), Same(before, after));
        Assert.Equal(
            replaced.Concat(shared).Order(StringComparer.Ordinal),
            typeof(Vue).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                nameof(MontantTotal.AuProfessionnel), nameof(MontantTotal.Certitude), nameof(MontantTotal.Inchange),
                nameof(MontantTotal.Net), nameof(MontantTotal.Retenues), nameof(MontantTotal.Valeur),
            ],
            Same(before.MontantTotal, after.MontantTotal));
    }

    [Fact]
    public void Both_parts_give_every_member_that_a_part_has() => Assert.All(
        new[] { Judged().PartRo, Judged().PartComplementaire },
        part => Assert.DoesNotContain(part.GetType().GetProperties(), p => p.GetValue(part) is null));

    private static IEnumerable<string> Same<T>(T before, T after) => typeof(T).GetProperties()
        .Where(p => Equals(p.GetValue(before), p.GetValue(after))).Select(p => p.Name).Order(StringComparer.Ordinal);

    private static bool IsUnset(object? value) =>
        value is null or 0 or 0m or false or "" or System.Collections.ICollection { Count: 0 } || value.Equals(default(Guid));

    // A view of which every member holds something.
    private static Vue Judged()
    {
        var lignes = new[] { ExampleFile.Ro(), ExampleFile.Complementaire() }.Select(e => Reading.Accepts(e.Read()).Ligne);
        var judged = Reading.Folded(lignes, Now);
        var window = new ExpectedWindow(Now, Now, null);
        return VueMapper.From(
            judged with
            {
                Situation = Domain.Situation.Complet,
                Niveau = Domain.Niveau.Anormal,
                PartRo = judged.PartRo with { MontantAttendu = Montant.FromEuros(21), Expectation = window },
                PartComplementaire = judged.PartComplementaire with { MontantAttendu = Montant.FromEuros(9), Expectation = window },
                Retenues = [new(Domain.Nature.Retenue, "PPF", Montant.FromEuros(2), new(2025, 12, 1), "V")],
                ResteACharge = Montant.FromEuros(2),
                VersementUnique = true,
                OrdreVersements = Domain.OrdreVersements.MemeJour,
                EcartJours = 2,
            },
            SoinId, 3, Now, "epoque");
    }
}
