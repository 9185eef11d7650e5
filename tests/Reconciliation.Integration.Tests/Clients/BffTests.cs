using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>
/// The sample of a back end between the feed and browsers, as a process: each page is told of its own member's soins, and of no other.
/// </summary>
public sealed class BffTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bff-");

    [SkippableFact]
    public async Task Each_page_has_its_members_soins_and_what_becomes_of_them()
    {
        var command = await LanguageTools.TypeScriptAsync("bff");
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(PaymentRecords.Ro("BFF-1"));
        await instance.RoAsync(PaymentRecords.Ro("BFF-2"));
        var port = FreePorts.Next();
        using var process = LanguageTools.Start(
            command, TestInstance.Token(null, Scopes.Espace), $"{instance.Address}", port.ToString(CultureInfo.InvariantCulture),
            Path.Combine(_folder.FullName, "place.txt"));
        try
        {
            using var first = await OpenAsync(port, "BFF-1", process);
            using var second = await OpenAsync(port, "BFF-2", process);
            await first.HoldsAsync("the first page has what is there", soins => soins.Count == 1);
            await second.HoldsAsync("the second too", soins => soins.Count == 1);

            await instance.ComplementairesAsync(PaymentRecords.Complementaire("BFF-1"));
            await first.HoldsAsync(
                "its soin is whole", soins => soins.Values.Any(v => v.GetProperty("situation").GetString() == "complet"));
            await TestClients.PayTwoAsync(instance, "BFF-2");
            await second.HoldsAsync("another comes", soins => soins.Count == 2);
            await TestClients.MergeAsync(instance, "BFF-2");
            await second.HoldsAsync("one took the lines of the other, which leaves the page", soins => soins.Count == 1);
            await ReconProcess.EraseAsync(database.ConnectionString, "BFF-1");
            await first.HoldsAsync("what was erased leaves the page", soins => soins.Count == 0);
            Assert.Equal((1, 1), (first.Resets, second.Resets));
            Assert.All(first.Told, v => Assert.Equal("BFF-1", v.GetProperty("adherentId").GetString()));
            Assert.All(second.Told, v => Assert.Equal("BFF-2", v.GetProperty("adherentId").GetString()));
        }
        finally
        {
            process.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<Page> OpenAsync(int port, string member, Process process)
    {
        Page? page = null;
        await Eventually.HoldsAsync("it listens", async () =>
        {
            Assert.False(process.HasExited, "The sample has ended.");
            try
            {
                page = await Page.OpenAsync(port, member);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return page!;
    }

    // A browser's EventSource, as far as the page uses it.
    private sealed class Page : IDisposable
    {
        private readonly HttpClient _http;
        private readonly CancellationTokenSource _end = new();
        private readonly Lock _lock = new();
        private readonly Dictionary<string, JsonElement> _soins = [];
        private readonly List<JsonElement> _told = [];
        private int _resets;

        private Page(HttpClient http) => _http = http;

        public int Resets => Volatile.Read(ref _resets);

        public IReadOnlyList<JsonElement> Told
        {
            get
            {
                lock (_lock)
                    return [.. _told];
            }
        }

        public static async Task<Page> OpenAsync(int port, string member)
        {
            var page = new Page(new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = Timeout.InfiniteTimeSpan });
            page._http.DefaultRequestHeaders.Add("Cookie", $"langue=fr; adherent={member}");
            var stream = await page._http.GetStreamAsync(new Uri("/soins", UriKind.Relative));
            _ = page.ReadAsync(new StreamReader(stream));
            return page;
        }

        public Task HoldsAsync(string what, Func<IReadOnlyDictionary<string, JsonElement>, bool> holds) => Eventually.HoldsAsync(what, () =>
        {
            lock (_lock)
                return holds(_soins);
        });

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
            _http.Dispose();
        }

        private async Task ReadAsync(StreamReader reader)
        {
            using (reader)
            {
                while (await reader.ReadLineAsync(_end.Token) is { } line)
                {
                    if (line == "event: reset")
                    {
                        Clear();
                    }
                    else if (line.StartsWith("data: {\"", StringComparison.Ordinal))
                    {
                        Take(JsonDocument.Parse(line["data: ".Length..]).RootElement);
                    }
                }
            }
        }

        private void Clear()
        {
            lock (_lock)
            {
                _resets++;
                _soins.Clear();
            }
        }

        private void Take(JsonElement told)
        {
            var (id, vue) = (told.GetProperty("soinId").GetString()!, told.GetProperty("vue"));
            lock (_lock)
            {
                if (vue.ValueKind == JsonValueKind.Null)
                {
                    _soins.Remove(id);
                }
                else
                {
                    _soins[id] = vue;
                    _told.Add(vue);
                }
            }
        }
    }
}
