using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Domain.Tests.Laws;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>
/// The JSON that is stored and published says each fact of a judged view under its name in DESIGN: read here as text, without the records
/// that write it.
/// </summary>
public sealed class PublishedViewLaws
{
    private static readonly Guid Id = new("11111111-2222-8333-8444-555555555555");

    [Fact]
    public void Every_fact_of_a_view_stands_under_its_name() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var vue in Vues(cases))
        {
            var json = Json(VueMapper.From(vue, Id, 3, cases.Now, "1-first"));
            Assert.Equal(
                (Id.ToString(), "3", vue.AdherentId, vue.Journee.BeneficiaireId, Day(vue.Journee.DateSoin), vue.ProfessionnelId),
                (Text(json, "soinId"), Text(json, "version"), Text(json, "adherentId"), Text(json, "beneficiaireId"),
                    Text(json, "dateSoin"), Text(json, "professionnelId")));
            Assert.Equal(
                (vue.CodeActe, vue.Libelle, Name(vue.Situation), Name(vue.Niveau), vue.Message, "1-first"),
                (Text(json, "codeActe"), Text(json, "libelle"), Text(json, "situation"), Text(json, "niveau"), Text(json, "message"),
                    Text(json, "epoque")));
            Assert.Equal(
                (vue.Depense, vue.ResteACharge, vue.VersementUnique, Name(vue.OrdreVersements), vue.EcartJours?.ToString(Invariant)),
                (Cents(json, "depense")!.Value, Cents(json, "resteACharge"), json.GetProperty("versementUnique").GetBoolean(),
                    Text(json, "ordreVersements"), Text(json, "ecartJours")));
            Assert.Equal(cases.Now, json.GetProperty("misAJourLe").GetDateTimeOffset());
            AssertTotal(vue.Total, json.GetProperty("montantTotal"));
            AssertPart(vue.PartRo, json.GetProperty("partRo"));
            AssertPart(vue.PartComplementaire, json.GetProperty("partComplementaire"));
            Assert.Equal((vue.PartRo.Base, vue.PartRo.Taux), (Cents(json.GetProperty("partRo"), "base"), Number(json, "partRo", "taux")));
            Assert.False(json.GetProperty("partComplementaire").TryGetProperty("base", out _));
            AssertLists(vue, json);
        }
    });

    [Fact]
    public void The_sum_of_all_lines_can_be_read_from_the_published_view() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var vue in Vues(cases))
        {
            Assert.Equal(vue.LignesTotal.Euros, VueMapper.LignesTotal(VueMapper.From(vue, Id, 1, cases.Now)));
        }
    });

    [Fact]
    public void The_share_of_a_member_changes_their_account_and_their_message_only() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var vue in Vues(cases))
        {
            var whole = VueMapper.From(vue, Id, 1, cases.Now);
            var own = new OwnShare(new(1234), "Votre part.", [new(MessagePartieType.Contact)]);
            var share = VueMapper.Share(whole, own);
            Assert.Equal((12.34m, "Votre part.", 1), (share.MontantTotal.AuCompte, share.Message, share.MessageParties!.Count));
            Assert.Equal(
                StoredJson.Write(whole with { Message = "", MessageParties = [] }),
                StoredJson.Write(share with
                {
                    Message = "",
                    MessageParties = [],
                    MontantTotal = share.MontantTotal with { AuCompte = whole.MontantTotal.AuCompte },
                }));
        }
    });

    [Theory]
    [InlineData(Contracts.EtatPart.Payee, true, 21, 9, 21)]
    [InlineData(Contracts.EtatPart.Attendue, true, 5, 21, 21)]
    [InlineData(Contracts.EtatPart.Attendue, true, null, 21, 21)]
    [InlineData(Contracts.EtatPart.Attendue, false, null, 9, 0)]
    [InlineData(Contracts.EtatPart.EnRetard, true, 4, 9, 4)]
    public void A_part_counts_as_a_whole_where_some_of_it_is_of_a_day_ahead(
        Contracts.EtatPart state, bool isPaid, int? paid, int awaited, int whole)
    {
        var part = VueMapper.From(Vues(Sample()).First(), Id, 1, default).PartComplementaire with
        {
            Etat = state,
            PayeLe = isPaid ? new DateOnly(2025, 11, 17) : null,
            Montant = paid,
            MontantAttendu = awaited,
        };
        Assert.Equal(whole, VueMapper.Whole(part));
    }

    [Fact]
    public void Nothing_is_made_of_nothing()
    {
        Assert.Throws<ArgumentNullException>(() => VueMapper.Whole(null!));
        Assert.Throws<ArgumentNullException>(() => VueMapper.LignesTotal(null!));
        Assert.Throws<ArgumentNullException>(() => VueMapper.Share(null!, new(new(0), "", [])));
        Assert.Throws<ArgumentNullException>(
            () => VueMapper.Share(VueMapper.From(Vues(Sample()).First(), Id, 1, default), null!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_soin_without_lines_states_nothing_but_where_they_went(bool replaced) => LawSettings.HoldsAsStored(cases =>
    {
        Guid? other = replaced ? new Guid("99999999-2222-8333-8444-555555555555") : null;
        foreach (var vue in Vues(cases))
        {
            var json = Json(VueMapper.Emptied(VueMapper.From(vue, Id, 1, cases.Now.AddDays(-1)), other, 2, cases.Now));
            Assert.Equal(
                (Id.ToString(), "2", vue.AdherentId, Day(vue.Journee.DateSoin), "annule", "normal", other?.ToString()),
                (Text(json, "soinId"), Text(json, "version"), Text(json, "adherentId"), Text(json, "dateSoin"), Text(json, "situation"),
                    Text(json, "niveau"), Text(json, "remplacePar")));
            Assert.Equal(cases.Now, json.GetProperty("misAJourLe").GetDateTimeOffset());
            Assert.All(["depense", "resteACharge"], name => Assert.Equal(Montant.Zero, Cents(json, name)));
            AssertTotal(
                new(Montant.Zero, Montant.Zero, Montant.Zero, Montant.Zero, Certitude.Ferme, null), json.GetProperty("montantTotal"));
            Assert.All(["partRo", "partComplementaire"], name =>
            {
                var part = json.GetProperty(name);
                Assert.Equal("nonAttendue", Text(part, "etat"));
                Assert.All(part.EnumerateObject(), m => Assert.True(m.Name == "etat" || m.Value.ValueKind == JsonValueKind.Null, m.Name));
            });
            Assert.Equal((false, null, null), (json.GetProperty("versementUnique").GetBoolean(), Text(json, "ordreVersements"),
                Text(json, "ecartJours")));
            Assert.Equal((0, 0), (json.GetProperty("retenues").GetArrayLength(), json.GetProperty("messageParties").GetArrayLength()));
            Assert.Equal(MemberMessage.OfEmptySoin(replaced), Text(json, "message"));
        }
    });

    private static Case Sample() => new(
        [Values.EmpreinteSamples.Ro with { Nature = Nature.Paiement, Origine = null }], [], new(DelaiPolicy.Initial),
        new(2025, 11, 20, 12, 0, 0, TimeSpan.Zero), new(2025, 11, 21, 12, 0, 0, TimeSpan.Zero), 1);

    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private static void AssertTotal(MontantTotal total, JsonElement json) => Assert.Equal(
        (total.Valeur, total.Retenues, total.Net, total.AuCompte, total.AuProfessionnel, Name(total.Certitude), total.Inchange),
        (Cents(json, "valeur")!.Value, Cents(json, "retenues")!.Value, Cents(json, "net")!.Value, Cents(json, "auCompte")!.Value,
            Cents(json, "auProfessionnel")!.Value, Text(json, "certitude"), Truth(json, "inchange")));

    private static void AssertPart(PartVue part, JsonElement json)
    {
        Assert.Equal(
            (Name(part.Etat), part.Montant, part.MontantAttendu, Name(part.Destinataire), part.PayeLe is { } day ? Day(day) : null,
                part.Virement, Name(part.VisibleSur)),
            (Text(json, "etat"), Cents(json, "montant"), Cents(json, "montantAttendu"), Text(json, "destinataire"), Text(json, "payeLe"),
                Text(json, "virement"), Text(json, "visibleSur")));
        Assert.Equal(
            (part.Expectation?.From, part.Expectation?.Until, part.DansLesDelais, part.MontantVirement),
            (Instant(json, "attenduDu"), Instant(json, "attenduAu"), Truth(json, "dansLesDelais"), Cents(json, "montantVirement")));
        var name = Member(json, "ligne");
        Assert.Equal(
            part.Ligne is { } line ? (line.Organisme, line.Decompte, line.Ordre.ToString(Invariant)) : (null, null, null),
            name is { } written ? (Text(written, "organisme"), Text(written, "decompte"), Text(written, "ordre")) : (null, null, null));
    }

    private static void AssertLists(Vue vue, JsonElement json)
    {
        Assert.Equal(
            vue.Retenues.Select(r => (Name(r.Nature), r.CodeActe, (Montant?)r.Montant, Day(r.PayeLe), r.Virement)),
            json.GetProperty("retenues").EnumerateArray().Select(r => (
                Text(r, "nature"), Text(r, "codeActe")!, Cents(r, "montant"), Text(r, "payeLe")!, Text(r, "virement")!)));
        Assert.Equal(
            vue.MessageParties.Select(p => (
                Name(p.Type), p.Montant, p.Jour is { } day ? Day(day) : null, Name(p.Lieu), Name(p.Destinataire), p.AutrePart?.Code)),
            json.GetProperty("messageParties").EnumerateArray().Select(p => (
                Text(p, "type"), Cents(p, "montant"), Text(p, "jour"), Text(p, "lieu"), Text(p, "destinataire"), Text(p, "autrePart"))));
    }

    private static IEnumerable<Vue> Vues(Case cases) =>
        new[] { cases.Now, cases.Later }.SelectMany(at => JourneeFold.Run(cases.Facts, cases.Jugement, at).Soins.Select(s => s.Vue));

    private static JsonElement Json(Contracts.Vue vue) => JsonDocument.Parse(StoredJson.Write(vue)).RootElement;

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement json, string name) => Member(json, name)?.ToString();

    private static Montant? Cents(JsonElement json, string name) =>
        Member(json, name) is { } euros ? Montant.FromEuros(euros.GetDecimal()) : null;

    private static decimal? Number(JsonElement json, string part, string name) => Member(json.GetProperty(part), name)?.GetDecimal();

    private static DateTimeOffset? Instant(JsonElement json, string name) => Member(json, name)?.GetDateTimeOffset();

    private static bool? Truth(JsonElement json, string name) => Member(json, name)?.GetBoolean();

    private static string? Name<T>(T? value) => value is null ? null : JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", Invariant);
}
