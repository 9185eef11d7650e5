using Xunit;
using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// Two messages state the same exactly where one fits the pattern of the other, whichever texts were configured when it was written.
/// </summary>
public sealed class MessagePatternLaws
{
    private static readonly MemberTexts Others = new()
    {
        Telephone = "3676",
        Horaires = "du lundi au vendredi",
        Cout = "0,06 € par minute (hors coût de l'appel)",
        SiteRo = "ameli.fr, rubrique « Mes paiements »",
        SiteComplementaire = "le site (nouveau) de MGEN",
    };

    private static readonly Part Prevoyance = new(2, "prevoyance", "pv", "prevoyance", "prévoyance", "PREV");
    private static readonly DateOnly Day = new(2025, 11, 17);

    private static readonly MessagePartie[] More =
    [
        new(Versement, new Montant(2100), Day, VisibleSur.Ameli, Destinataire.Assure),
        new(Versement, new Montant(2100), Day, VisibleSur.Courrier, Destinataire.Assure),
        new(AutreVersement, new Montant(400), Day, null, Destinataire.Assure, Prevoyance),
        new(VersementAVenir, new Montant(900), Day, VisibleSur.EspacePersonnel, Destinataire.Professionnel),
        new(Reprise, new Montant(300), Day, VisibleSur.Courrier, Destinataire.Assure),
        new(Reprise, new Montant(300), Day, null, Destinataire.Assure, Prevoyance),
        new(Retenue, new Montant(200)),
        new(RienDu, null, null, VisibleSur.Ameli),
        new(RienDu, null, null, null, null, Prevoyance),
        new(RepriseExcessive, new Montant(100), null, null, null, Prevoyance),
        new(AutreAdherent),
        new(DelaiVariable),
    ];

    [Fact]
    public void A_message_fits_the_pattern_of_another_exactly_where_both_are_equal_under_the_same_texts() => LawSettings.Holds(cases =>
    {
        var judged = cases.Rapprochement.Soins
            .SelectMany(soin => new[] { cases.Now, cases.Later }.Select(at => (Soin: soin, At: at)))
            .Select(j => (
                Message: cases.Jugement.Judge(j.Soin, j.At).Message,
                Other: new Jugement(cases.Delai, Others).Judge(j.Soin, j.At).Message,
                Pattern: cases.Jugement.MessagePatternOf(j.Soin, j.At)))
            .ToList();
        foreach (var a in judged)
        {
            foreach (var b in judged)
            {
                Assert.True(MessagePattern.Fits(a.Pattern, b.Message) == (a.Message == b.Message), $"{a.Pattern}\n{b.Message}");
                Assert.True(MessagePattern.Fits(a.Pattern, b.Other) == (a.Message == b.Message), $"{a.Pattern}\n{b.Other}");
            }
        }
    });

    // One fact more or fewer, anywhere: whatever stands around it, no slot may take it. Facts of a third part are among them.
    [Fact]
    public void A_message_with_one_fact_more_or_fewer_does_not_fit() => LawSettings.Holds(cases =>
    {
        var random = cases.Random;
        foreach (var parties in cases.Rapprochement.Soins.Select(s => cases.Jugement.Judge(s, cases.Later).MessageParties))
        {
            var at = random.Next(parties.Count);
            foreach (var other in More.Select(more => Insert(parties, at, more)).Append([.. parties.Where((_, rank) => rank != at)]))
            {
                if (other.Count > 0 && other[0].Type is not (Contact or RoAnnonce))
                {
                    AssertFitsIfEqual(parties, other);
                    AssertFitsIfEqual(other, parties);
                }
            }
        }
    });

    // So a view that is equal but for its message to the member is not the same view.
    [Fact]
    public void A_message_states_what_a_view_does_not()
    {
        var (mgen, aucune) = (Judge(Complementaire.Mgen), Judge(Complementaire.Aucune));
        Assert.NotEqual(mgen.Message, aucune.Message);
        Assert.Equal(ComparableVues.From(mgen), ComparableVues.From(aucune with
        {
            Message = mgen.Message,
            MessageParties = mgen.MessageParties
        }));
    }

    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abd", false)]
    [InlineData("a\uE000c", "ac", true)]
    [InlineData("a\uE000c", "a c,", false)]
    [InlineData("a\uE000c", "a, c", true)]
    [InlineData("a\uE000b\uE000c", "a 1 b 2 c", true)]
    [InlineData("a\uE000b\uE000c", "a 1 2 c", false)]
    [InlineData("a\uE000b\uE000c", "ab2c", true)]
    [InlineData("a\uE000\uE000c", "ac", true)]
    [InlineData("ab\uE000bc", "abc", false)]
    [InlineData("ab\uE000\uE000bc", "abc", false)]
    [InlineData("(visible sur \uE000).", "(visible sur a).", true)]
    [InlineData("(visible sur \uE000).", "(visible sur a) ; 2,00 € (visible sur a).", false)]
    public void A_slot_takes_any_text_and_the_rest_is_itself(string pattern, string message, bool fits) =>
        Assert.Equal(fits, MessagePattern.Fits(pattern, message));

    private static IReadOnlyList<MessagePartie> Insert(IReadOnlyList<MessagePartie> parties, int at, MessagePartie more) =>
        [.. parties.Take(at), more, .. parties.Skip(at)];

    private static void AssertFitsIfEqual(IReadOnlyList<MessagePartie> parties, IReadOnlyList<MessagePartie> other)
    {
        var pattern = MemberMessage.Write(parties, MessagePattern.Slots);
        var message = MemberMessage.Write(other, Others);
        Assert.True(
            MessagePattern.Fits(pattern, message) == (MemberMessage.Write(parties, Others) == message), $"{pattern}\n{message}");
    }

    private static Vue Judge(Complementaire complementaire)
    {
        var line = Values.EmpreinteSamples.Ro with
        {
            Revision = 1,
            Nature = Nature.Paiement,
            Origine = null,
            Complementaire = complementaire,
            Base = Values.EmpreinteSamples.Ro.Depense,
            Taux = 100,
            Montant = Values.EmpreinteSamples.Ro.Depense,
        };
        var now = new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero);
        return Assert.Single(JourneeFold.Run(JourneeDeSoins.From([line]), new(new(DelaiPolicy.Initial), new()), now).Soins).Vue;
    }
}
