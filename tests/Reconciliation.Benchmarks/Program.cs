using System.CommandLine;
using Reconciliation.Benchmarks;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Throughput;
using Reconciliation.Dev;

if (args is [Contender.Verb, var name, var database, var virtualHost])
{
    await Contender.RunAsync(name, database, new Uri(virtualHost));
    return 0;
}

var scenarios = new Argument<string[]>("SCENARIO")
{
    Description = $"What to measure: {string.Join(", ", Parts.Names)}; without one: debit and latence.",
    Arity = ArgumentArity.ZeroOrMore,
};
scenarios.AcceptOnlyFromAmong(Parts.Names);
var quick = new Option<bool>("--quick") { Description = "A few minutes, with smaller loads." };
var json = new Option<FileInfo?>("--json") { Description = "Also writes the results to this file." };
var contender = new Option<string?>("--contender") { Description = "One contender of the throughput, for looking into it." };
var standby = new Option<bool>("--secours-synchrone")
{ Description = "debit measures Reconciliation alone and with a synchronous standby on this machine, in turns." };
var soins = new Option<long[]>("--soins")
{ Description = "How many soins the store holds; for croissance, several sizes.", AllowMultipleArgumentsPerToken = true };
var versions = StoreOptions.Versions();
var cells = StoreOptions.Cells();
var data = new Option<DirectoryInfo?>("--donnees")
{
    Description = "Keeps the data of PostgreSQL here, so that the next run finds the stores that this one loaded.",
};
var rate = new Option<int?>("--lignes-par-seconde") { Description = "How many lines a second latence, memoire and echeances publish." };
var duration = new Option<int?>("--secondes") { Description = "How long latence, lectures and memoire measure, in seconds." };
var command = new RootCommand("Measures Reconciliation on real servers, against three references in the same run.")
{
    scenarios, quick, json, contender, standby, soins, versions, cells, data, duration, rate,
};
command.SetAction((parsed, cancellationToken) => Parts.RunAsync(
    new()
    {
        Names = parsed.GetValue(scenarios) is { Length: > 0 } named ? named : ["debit", "latence"],
        Quick = parsed.GetValue(quick),
        Contender = parsed.GetValue(contender),
        HasStandby = parsed.GetValue(standby),
        Json = parsed.GetValue(json),
        Soins = parsed.GetValue(soins) ?? [],
        Versions = parsed.GetValue(versions),
        Cells = StoreOptions.ReadCells(parsed.GetValue(cells)),
        Data = parsed.GetValue(data),
        LinesPerSecond = parsed.GetValue(rate),
        Duration = parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    },
    "./infra/bench " + string.Join(' ', args),
    cancellationToken));
command.Add(Plots.Command());
try
{
    return await command.Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // to end servers whose data is kept
    });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
catch (ServerUnavailableException unavailable)
{
    await Console.Error.WriteLineAsync(unavailable.Message);
    return 1;
}
