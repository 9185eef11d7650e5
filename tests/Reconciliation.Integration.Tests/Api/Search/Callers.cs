using System.Globalization;
using System.Text.Json.Nodes;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Five members of whom somebody calls, what they say, and whom it must find: no amount and no day of them is another's.</summary>
/// <param name="Today">The day of the calls.</param>
internal sealed record Callers(DateOnly Today)
{
    /// <summary>21,37 € less a retenue of 2,00 € in one transfer last Tuesday, and 9,63 € yesterday.</summary>
    private const string Anne = "A0001234";

    /// <summary>Two soins in one transfer, the day before yesterday.</summary>
    private const string Bruno = "A0005678";

    /// <summary>A child of two parents.</summary>
    private const string Claire = "A0000020", David = "A0000021";

    /// <summary>One line that is in no soin.</summary>
    private const string Eve = "A0000777";

    /// <summary>One payment, which was refused.</summary>
    private const string Farid = "A0000888";

    private static readonly string[] Weekdays = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    private DateOnly Yesterday => Today.AddDays(-1);

    private DateOnly Tuesday => Today.AddDays(-1 - (((int)Today.DayOfWeek + 4) % 7));

    private DateOnly CareOfAnne => Today.AddDays(-20);

    private DateOnly PaidToClaire => Today.AddDays(-11);

    /// <summary>The words of each, and the members whom they find.</summary>
    public IEnumerable<(string Said, string[] Found)> Phrases() =>
        Numbers().Concat(Payments()).Concat(Sentences()).Concat(Others());

    /// <summary>Sends their payments.</summary>
    public async Task SendAsync(TestInstance instance)
    {
        var anne = Ro(Anne, 1, 21.37m, CareOfAnne, Tuesday, 31.00m).With("ligne.decompte", $"{Tuesday:yyyyMMdd}004512")
            .With("virement", $"VRO-{Tuesday:yyyyMMdd}-000123").With("professionnelId", "10003456789");
        var retenue = anne.DeepClone().AsObject().With("evenementId", "ret").With("nature", "retenue").With("ligne.ordre", 2)
            .With("ligneOrigine", anne["ligne"]!.DeepClone()).With("montant", -2.00m).Without("base").Without("taux");
        await instance.RoAsync(
            anne, retenue,
            Ro(Bruno, 1, 41.11m, Today.AddDays(-16), Today.AddDays(-2), 58.73m),
            Ro(Bruno, 2, 15.15m, Today.AddDays(-17), Today.AddDays(-2), 21.64m),
            Ro(Claire, 1, 18.18m, Today.AddDays(-14), PaidToClaire, 25.95m).With("beneficiaireId", "A0000020-03"),
            Ro(Eve, 1, -5.55m, Today.AddDays(-30), Today.AddDays(-6), 30.00m).With("nature", "regularisation")
                .With("ligneOrigine", new JsonObject { ["organisme"] = "010000506", ["decompte"] = "ABSENT", ["ordre"] = 9 }));
        await instance.ComplementairesAsync(
            Rc(Anne, 9.63m, CareOfAnne, Yesterday, 31.00m, 21.37m).With("professionnelId", "10003456789"),
            Rc(David, 7.77m, Today.AddDays(-14), Today.AddDays(-9), 25.95m, 18.18m).With("beneficiaireId", "A0000020-03")
                .With("professionnelId", $"PS-{Claire}-1"));
        await instance.RefusedAsync(Ro(Farid, 1, 21.00m, CareOfAnne, Tuesday, 30.00m)
            .WithRaw("destinataire", "\"personne\""));
    }

    private IEnumerable<(string, string[])> Numbers()
    {
        string[] anne = [Anne];
        foreach (var said in new[]
        {
            "A0001234", "a0001234", "0001234", "1234", "A1234", "a1234", "A 000 12 34", "A 0001234", "A-0001234", "000 1234", "n° 1234",
            "n°A0001234", "numéro 1234", "c'est le numéro A0001234", "A0001234-01", "1234-01", "10003456789", "1000 3456 789",
            $"{Tuesday:yyyyMMdd}004512", $"{Tuesday:yyyyMMdd} 004512", $"VRO-{Tuesday:yyyyMMdd}-000123", $"vro {Tuesday:yyyyMMdd} 000123",
        })
        {
            yield return (said, anne);
        }

        foreach (var said in new[] { "A0000021", "21", "numéro 21", "A0000020", "0000 020", "A0000020-03", "20-03" })
        {
            yield return (said, [Claire, David]);
        }

        foreach (var said in new[] { Eve, "777", "A 777", "-5,55", "−5,55 €", "A0000777 -5,55" })
        {
            yield return (said, [Eve]);
        }

        yield return (Farid, [Farid]);
        yield return ("a 0000 888", [Farid]);
    }

    private IEnumerable<(string, string[])> Payments()
    {
        string[] anne = [Anne];
        foreach (var said in new[]
        {
            "21,37", "21.37", "21,37 €", "21 euros 37", "21€37", "19,37", "19,37 euros", "29 euros", "9,63 hier", "hier 9,63 €",
            "virement de 19,37 mardi", "mardi 19,37", "mardi dernier, 21 euros 37", $"9,63 {Yesterday:d/M}".Replace('-', '/'),
            $"{Yesterday:dd'/'MM'/'yy} 9,63", $"9,63 le {Yesterday:dd.MM.yy}", $"9,63 {Yesterday:dd-MM}", $"9,63 {InLetters(Yesterday)}",
            $"9,63 {Weekdays[(int)Yesterday.DayOfWeek]}", $"{InLetters(CareOfAnne)} 29 euros", $"31 euros le {CareOfAnne:d'/'M}",
            "21,37 au lieu de 31", "21,37 sur 31", "19,37 au lieu de 31 euros", "21,37 9,63", $"{CareOfAnne:dd'/'MM} {Tuesday:dd'/'MM}",
            $"1234 {CareOfAnne:dd'/'MM}", $"A0001234 {Tuesday:dd'/'MM} 19,37", "A0001234 31 euros", "29 au lieu de 31 A0001234",
        })
        {
            yield return (said, anne);
        }

        foreach (var said in new[]
        {
            "56,26", "56,26 avant-hier", "avant hier 56 euros 26", "A0005678 56,26", "5678 56,26", "56,26 il y a deux jours", "41,11",
            $"15,15 {Today.AddDays(-17):d'/'M'/'yyyy}", "il y a 2 jours 41,11",
        })
        {
            yield return (said, [Bruno]);
        }

        yield return ("7,77", [Claire, David]);
        yield return ($"18,18 {PaidToClaire:dd'/'MM}", [Claire, David]);
        yield return ($"25,95 {Today.AddDays(-14):dd'/'MM}", [Claire, David]);
    }

    private IEnumerable<(string, string[])> Sentences()
    {
        yield return ("Bonjour, j'ai reçu 9,63 euros hier sur mon compte", [Anne]);
        yield return ("il a reçu 19,37 € mardi au lieu de 31", [Anne]);
        yield return ($"où est le remboursement de la consultation du {CareOfAnne:d'/'M} à 31 euros ?", [Anne]);
        yield return ("madame Dupont : 9,63 hier, merci", [Anne]);
        yield return ("n° 1234, tél. 06 12 34 56 78", [Anne]);
        yield return ("le virement d'avant-hier, 56,26 euros en tout", [Bruno]);
        yield return ("je n'ai pas reçu mes 7,77 de complémentaire", [Claire, David]);
    }

    private static IEnumerable<(string, string[])> Others()
    {
        foreach (var said in new[]
        {
            "Dupont", "06 12 34 56 78", "0612345678", "anne.martin@exemple.fr", "A0009999", "12,34", "9,63 avant-hier", "A0001234 56,26",
            "21,37 au lieu de 99",
        })
        {
            yield return (said, []);
        }
    }

    private static string InLetters(DateOnly day) => $"{day.Day} {Paris.Mois[day.Month - 1]}";

    private static JsonObject Ro(string member, int ordre, decimal montant, DateOnly careDay, DateOnly payeLe, decimal depense) =>
        At(PaymentRecords.Ro(member, ordre), member, ordre, montant, careDay, payeLe, depense).With("base", depense);

    private static JsonObject Rc(
        string member, decimal montant, DateOnly careDay, DateOnly payeLe, decimal depense, decimal declared) =>
        At(PaymentRecords.Complementaire(member), member, 1, montant, careDay, payeLe, depense).With("montantRoDeclare", declared);

    private static JsonObject At(
        JsonObject record, string member, int ordre, decimal montant, DateOnly careDay, DateOnly payeLe, decimal depense) => record
        .With("beneficiaireId", $"{member}-01").With("dateSoin", Iso(careDay)).With("payeLe", Iso(payeLe)).With("transmisLe", null)
        .With("montant", montant).With("depense", depense).With("professionnelId", $"PS-{member}-{ordre}");

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
