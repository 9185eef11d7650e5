using System.Globalization;

namespace Reconciliation.Dev;

/// <summary>The environment of a private node and of its commands: names, folders and ports of its own, nothing of the machine's.</summary>
internal static class NodeSettings
{
    private const string LoopbackOnly = "-kernel inet_dist_use_interface {127,0,0,1}";
    private const int CommandPortsMax = 10;

    /// <summary>The variables, with free ports for all that nobody else must know.</summary>
    /// <param name="folder">The node's folder, with its configuration.</param>
    /// <param name="logFolder">Where it writes its logs.</param>
    /// <param name="dataFolder">Where its data is.</param>
    /// <param name="port">Its AMQP port.</param>
    /// <param name="mapperPort">The port of the port mapper that it shares with other nodes; null: it has one of its own.</param>
    /// <param name="flags">More flags of its Erlang machine.</param>
    public static Dictionary<string, string> Of(
        string folder, string logFolder, string dataFolder, int port, int? mapperPort, string flags)
    {
        var commandPort = FreePorts.Next();
        return new Dictionary<string, string>
        {
            ["HOME"] = folder, // of the cookie
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(mapperPort ?? FreePorts.Next()),
            ["RABBITMQ_NODENAME"] = RabbitSeat.NodeName(port),
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(port),
            ["RABBITMQ_DIST_PORT"] = Text(FreePorts.Next()),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = $"{LoopbackOnly} {flags}",
            ["RABBITMQ_CTL_ERL_ARGS"] = LoopbackOnly,
            ["RABBITMQ_CTL_DIST_PORT_MIN"] = Text(commandPort),
            ["RABBITMQ_CTL_DIST_PORT_MAX"] = Text(commandPort + CommandPortsMax),
            ["RABBITMQ_MNESIA_BASE"] = dataFolder,
            ["RABBITMQ_LOG_BASE"] = logFolder,
            ["RABBITMQ_PID_FILE"] = In("pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
            ["RABBITMQ_CONFIG_FILES"] = In("conf.d"), // none: the machine's own would be read else
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
            ["RABBITMQ_CONF_ENV_FILE"] = In("env.conf"),
        };

        string In(string name) => Path.Combine(folder, name);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
