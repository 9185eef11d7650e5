using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.ConsolePages;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>An agent types what the caller says: it finds whom it must, and nobody else.</summary>
public sealed class CallersTests(SharedConsoleInstance shared, ITestOutputHelper output) : IClassFixture<SharedConsoleInstance>
{
    private const int PhrasesMin = 40;

    [SkippableFact]
    public async Task Every_phrase_finds_whom_it_must()
    {
        var (instance, callers) = await SeedAsync();
        var phrases = callers.Phrases().ToList();
        Assert.True(phrases.Count >= PhrasesMin);
        var missed = new List<string>();
        foreach (var (said, expected) in phrases)
        {
            var found = await SearchAsync(instance, said);
            var members = found.Page.Soins.SelectMany(s => s.AdherentIds).Concat(found.Page.Unattached.Select(l => l.Ligne.AdherentId))
                .Concat(found.Refusals.Select(r => r.Name).OfType<string>()).Distinct().Order().ToList();
            if (!members.SequenceEqual(expected))
            {
                missed.Add($"«{said}»: {string.Join(", ", members)} and not {string.Join(", ", expected)}");
            }
        }

        output.WriteLine($"{phrases.Count - missed.Count} of {phrases.Count} phrases");
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [SkippableTheory]
    [InlineData("A0000021", "Adhérent A0000021")]
    [InlineData("a 0000 021", "Adhérent A0000021")]
    [InlineData("0000021", "Adhérent A0000021")]
    [InlineData("numéro 21", "Adhérent A0000021")]
    [InlineData("A0000020", "Adhérent A0000020")]
    [InlineData("A0000777", "Adhérent A0000777")]
    [InlineData("A0001234 hier", "Adhérent A0001234")]
    public async Task A_members_own_number_opens_their_page_and_that_of_the_second_parent_the_second_parents(string said, string title)
    {
        var (instance, _) = await SeedAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "appels");
        Assert.Equal(302, (await console.PostAsync("/recherche", ("q", said))).Status);
        var address = console.Location!;
        Assert.StartsWith("/adherents/", address, StringComparison.Ordinal);
        await console.PostAsync("/motif", ("motif", "Appel"), ("retour", address));
        Assert.Contains(title, (await console.GetAsync(address)).Page, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("9,63 hier")]
    [InlineData("21,37")]
    [InlineData("21")]
    [InlineData("777")]
    [InlineData("-5,55")]
    [InlineData("1234-01")]
    [InlineData("10003456789")]
    [InlineData("A0000888")]
    public async Task What_is_not_the_members_own_number_shows_a_choice_even_of_one(string said)
    {
        var (instance, _) = await SeedAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "choix");
        await console.PostAsync("/recherche", ("q", said));
        Assert.StartsWith("/recherche/", console.Location, StringComparison.Ordinal);
        var (status, page) = await console.GetAsync(console.Location!);
        Assert.Equal(200, status);
        Assert.Contains("""<ul class="resultats">""", page, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("Dupont 9,63 hier", "« Dupont »", "ne connaît pas les noms")]
    [InlineData("bonjour, 9,63 hier", "« bonjour »", null)]
    [InlineData("A0001234 06 12 34 56 78 merci", "« 06 12 34 56 78 »", "ne connaît pas les numéros de téléphone")]
    [InlineData("anne@exemple.fr 21,37", "« anne@exemple.fr »", "ne connaît pas les adresses")]
    public async Task What_was_left_out_is_named_and_what_is_not_known_here_is_said(string said, string named, string? note)
    {
        var (instance, _) = await SeedAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "noms");
        var page = (await console.PostAsync("/recherche/suggestions", ("q", said))).Page.Replace('\u00a0', ' ');
        Assert.Contains("Ignoré : ", page, StringComparison.Ordinal);
        Assert.Contains(named, page, StringComparison.Ordinal);
        Assert.Contains(note ?? "", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Whoever_is_shown_by_a_search_is_recorded_and_nobody_else()
    {
        var (instance, _) = await SeedAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "trace");
        foreach (var said in new[] { "Dupont", "12,34", "A0000777", "7,77", "a 0000 888" })
        {
            await console.PostAsync("/recherche/suggestions", ("q", said));
        }

        Assert.Equal(
            ["rechercher A0000020", "rechercher A0000021", "rechercher A0000777", "rechercher A0000888"],
            (await instance.RowsAsync("SELECT action, adherent_id FROM acces WHERE agent = 'trace'"))
                .Select(r => $"{r[0]} {r[1]}").Distinct().Order());
    }

    private async Task<(TestInstance Instance, Callers Callers)> SeedAsync()
    {
        var instance = await shared.StartAsync();
        var callers = new Callers(Paris.Day(instance.Clock.GetUtcNow()));
        await callers.SendAsync(instance);
        return (instance, callers);
    }

    private static async Task<TypedSearch> SearchAsync(TestInstance instance, string said)
    {
        var caller = new Caller { Name = "appels", IsAgent = true, Disclosures = new() };
        var search = instance.Services.GetRequiredService<SearchSoins>();
        return (await search.SearchTypedAsync(caller, said, 40, isTyping: true, default)).Value!;
    }
}
