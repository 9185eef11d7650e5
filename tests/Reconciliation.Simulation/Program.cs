using System.CommandLine;
using Reconciliation.Dev;
using Reconciliation.Simulation;
using Reconciliation.Simulation.Engines;
using Reconciliation.Simulation.Faults;

if (args is [EngineHost.Command, var offset, var port])
    return await EngineHost.RunAsync(offset, port);

var minutes = new Option<double>(
    "--minutes")
{ Description = "How long the stream and the faults go on.", DefaultValueFactory = _ => RunOptions.Bounded.TotalMinutes };
var seed = new Option<int?>(
    "--graine")
{ Description = "The seed: the same seed and minutes give the same stream and the same faults. Random by default." };
var json = new Option<FileInfo?>("--json") { Description = "Where to write the report as JSON besides." };
var failovers = new Option<int>("--bascules")
{ Description = "So many failovers of a synchronous standby instead of the other faults: N times the primary is killed." };
var lossy = new Option<bool>("--avec-perte") { Description = "The standby lags behind at each failover, so that each loses something." };
var cuts = new Option<int>("--coupures")
{ Description = "So many power cuts instead of the other faults: what was not forced to the disks is gone. Needs root and loop devices." };
var nodes = new Option<bool>("--noeuds") { Description = "RabbitMQ has three nodes, which are lost and come back, instead of the others." };
var command = new RootCommand(
    "Breaks the service on purpose while payments run, and proves that none is lost or counted twice.")
{ minutes, seed, json, failovers, lossy, cuts, nodes };
command.SetAction(async (parsed, cancellation) =>
{
    var chosen = parsed.GetValue(seed) ?? RunOptions.ChooseSeed();
    var horizon = TimeSpan.FromMinutes(parsed.GetValue(minutes));
    var options = parsed.GetValue(failovers) is > 0 and var count ? RunOptions.OfFailovers(chosen, count, parsed.GetValue(lossy))
        : parsed.GetValue(cuts) is > 0 and var times ? RunOptions.OfPowerCuts(chosen, times)
        : parsed.GetValue(nodes) ? RunOptions.OfBrokerNodes(chosen, horizon)
        : new RunOptions(chosen, horizon);
    try
    {
        await using var servers = await PrivateServers.StartAsync(options.Kind, Console.Error.WriteLine, cancellation);
        var report = await new FaultRun(servers, options, Console.Error.WriteLine).RunAsync(cancellation);
        if (parsed.GetValue(json) is { } file)
            await File.WriteAllTextAsync(file.FullName, report.ToJson(), cancellation);
        Console.WriteLine(report);
        return report.Passed ? 0 : 1;
    }
    catch (Exception failure) when (failure is ServerUnavailableException or SimulationFailedException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
