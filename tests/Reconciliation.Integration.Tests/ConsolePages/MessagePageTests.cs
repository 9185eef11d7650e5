using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>A refused message is read and corrected as a form, beside what the service knows.</summary>
public sealed partial class MessagePageTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    [SkippableFact]
    public async Task A_message_names_its_sender_and_marks_each_field_that_breaks_a_rule_in_plain_French()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("FORME-1").With("destinataire", "personne").WithRaw("taux", "170"));
        var sender = (string)(await instance.RowsAsync("SELECT emetteur FROM quarantaine WHERE quarantaine_id = $1", id))[0][0]!;
        using var console = await ConsoleSession.SignInAsync(instance, "claire");

        var (_, page) = await console.GetAsync($"/quarantaine/{id}");

        Assert.Contains($"envoyé par <b>{sender}</b>", page, StringComparison.Ordinal);
        Assert.Contains("Choisissez l’une des valeurs de la liste.", Described(page, "champ-destinataire"), StringComparison.Ordinal);
        Assert.Contains("Un taux est compris entre 0 et 100.", Described(page, "champ-taux"), StringComparison.Ordinal);
        Assert.Contains("personne (valeur reçue, inconnue)", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "aria-invalid=\"true\""));
        Assert.DoesNotContain("membre", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("aucune ligne de cette source", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_same_line_as_it_is_known_stands_beside_it_and_is_recorded_with_its_own_member()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("CONNU"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("CONNU"));
        var other = PaymentRecords.Ro("CONNU").With("revision", 2).With("adherentId", "PAS-CONNU").With("beneficiaireId", "PAS-CONNU-02")
            .With("montant", 19.5m).With("transmisLe", "2025-11-14T16:02:11Z");
        var id = await instance.RefusedAsync(other.WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "voisine");

        var (_, page) = await console.GetAsync($"/quarantaine/{id}");

        Assert.Contains("Cette ligne est connue à la révision 1", page, StringComparison.Ordinal);
        Assert.Matches("21,00</b>\\s*<span class=\"ecart\">", Described(page, "champ-montant", "connu"));
        Assert.Contains("CONNU-02</b>", Described(page, "champ-beneficiaireId", "connu"), StringComparison.Ordinal);
        Assert.DoesNotContain("ecart", Described(page, "champ-transmisLe", "connu"), StringComparison.Ordinal);
        Assert.DoesNotContain("ecart", Described(page, "champ-depense", "connu"), StringComparison.Ordinal);
        Assert.Contains("DRC-CONNU", page, StringComparison.Ordinal);
        Assert.Contains("/soins/", page, StringComparison.Ordinal);
        foreach (var member in new[] { "CONNU", "PAS-CONNU" })
        {
            Assert.Equal(1, await instance.CountAsync(
                "SELECT count(*) FROM acces WHERE agent = 'voisine' AND action = 'lireQuarantaine' AND adherent_id = $1", member));
        }
    }

    [SkippableFact]
    public async Task A_corrected_field_is_accepted_and_all_else_of_the_message_is_kept_byte_for_byte()
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("OCTETS").WithRaw("taux", "170")[..^1] + ",\"inconnu\": {\"a\" :9.450}}";
        var id = await instance.RefusedAsync(record);
        using var console = await ConsoleSession.SignInAsync(instance, "claire");

        var (status, page) = await CorrectAsync(console, id, ("taux", "70"));

        Assert.True(status == 302, page);
        Assert.Single(await instance.SoinsAsync("OCTETS"));
        var kept = (byte[])(await instance.RowsAsync("SELECT corps_corrige FROM quarantaine_suite WHERE quarantaine_id = $1", id))[0][0]!;
        Assert.Equal(record.Replace("170", "70", StringComparison.Ordinal), Encoding.UTF8.GetString(kept));
    }

    [SkippableFact]
    public async Task Whatever_was_typed_is_shown_again_where_it_is_refused_with_the_rule_that_it_breaks_now()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("ENCORE").WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");

        var (status, page) = await CorrectAsync(console, id, ("taux", "70"), ("dateSoin", "31/02/2025"), ("montant", "vingt et un"));

        Assert.Equal(422, status);
        Assert.Matches("id=\"champ-taux\"[^>]*value=\"70\"", page);
        Assert.Matches("id=\"champ-dateSoin\"[^>]*type=\"text\"[^>]*value=\"31/02/2025\"", page);
        Assert.Matches("id=\"champ-montant\"[^>]*value=\"vingt et un\"", page);
        Assert.Contains("Un jour s’écrit jour/mois/année", Described(page, "champ-dateSoin"), StringComparison.Ordinal);
        Assert.Contains("Ce champ attend un nombre.", Described(page, "champ-montant"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"champ-taux-regle\"", page, StringComparison.Ordinal);
        Assert.Matches("id=\"motif\"[^>]*value=\"corrigé\"", page);
    }

    [SkippableFact]
    public async Task Another_member_needs_a_second_person_who_goes_on_from_the_correction_of_the_first()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("PREMIER").WithRaw("taux", "170"));
        using var first = await ConsoleSession.SignInAsync(instance, "une");
        var (status, page) = await CorrectAsync(first, id, ("taux", "70"), ("adherentId", "SECOND"));
        Assert.Equal(422, status);
        Assert.Contains("seconde personne, de la supervision", Described(page, "champ-adherentId"), StringComparison.Ordinal);
        Assert.Equal(422, (await CorrectAsync(first, id, ("taux", "70"), ("adherentId", "SECOND"))).Status);

        using var second = await ConsoleSession.SignInAsync(instance, "deux", "supervision");
        (_, page) = await second.GetAsync($"/quarantaine/{id}?proposition=0");
        Assert.Matches("id=\"champ-adherentId\"[^>]*value=\"SECOND\"", page);
        Assert.Contains("<b>PREMIER</b>", Described(page, "champ-adherentId", "origine"), StringComparison.Ordinal);
        var confirmed = await second.PostAsync(
            $"/quarantaine/{id}", ("action", "corriger"), ("version", "1"), ("motif", "confirmé"), ("proposition", "0"),
            ("champ.adherentId", "SECOND"), ("champ.taux", "70"));
        Assert.True(confirmed.Status == 302, confirmed.Page);
        Assert.Single(await instance.SoinsAsync("SECOND"));
    }

    [SkippableTheory]
    [InlineData("pas du JSON <b>")]
    [InlineData("[1, 2]")]
    public async Task A_message_that_holds_no_record_is_shown_as_its_text_with_a_sentence(string body)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.PostRawAsync(
            "/v1/paiements/ro", Encoding.UTF8.GetBytes($"{{\"autre\":1}}\n{body}"), "application/x-ndjson");
        Assert.Equal(422, answer.Status);
        var id = await instance.CountAsync("SELECT quarantaine_id FROM quarantaine WHERE corps = $1", Encoding.UTF8.GetBytes(body));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");

        var (status, page) = await console.GetAsync($"/quarantaine/{id}");

        Assert.Equal(200, status);
        Assert.Contains("ne peut pas être lu comme un enregistrement", page, StringComparison.Ordinal);
        Assert.Contains($"<pre class=\"brut\">{body}</pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("champ-montant", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_message_of_hundreds_of_unknown_members_shows_the_first_and_says_where_the_others_are()
    {
        var instance = await shared.StartAsync();
        var record = PaymentRecords.Ro("TROP").With("taux", 170);
        for (var i = 0; i < 300; i++)
        {
            record[string.Create(CultureInfo.InvariantCulture, $"inconnu{i:000}")] = new JsonArray(new string('x', 1_000));
        }

        var id = await instance.RefusedAsync(record.ToJsonString());
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        var (_, page) = await console.GetAsync($"/quarantaine/{id}");
        Assert.Equal(50, Regex.Count(page, "<dt>inconnu"));
        Assert.Contains("Les autres sont dans le texte du message.", page, StringComparison.Ordinal);
    }

    private static Task<(int Status, string Page)> CorrectAsync(
        ConsoleSession console, long id, params (string Path, string Text)[] fields) =>
        console.PostAsync($"/quarantaine/{id}",
        [
            ("action", "corriger"), ("version", "1"), ("motif", "corrigé"), .. fields.Select(f => ("champ." + f.Path, f.Text)),
        ]);

    // The text about a field: the element that its id and this ending name, up to the end of the row.
    private static string Described(string page, string field, string what = "regle")
    {
        var start = page.IndexOf($"id=\"{field}-{what}\"", StringComparison.Ordinal);
        Assert.True(start > 0, $"{field}-{what}: {page}");
        return page[start..page.IndexOf(what == "regle" ? "</div>" : "</p>", start, StringComparison.Ordinal)];
    }
}
